import type { PairConfig } from '../core/config.ts';
import type { Side } from '../core/ids.ts';
import { plus } from '../core/time.ts';
import type { Deps } from './deps.ts';

/**
 * Whether it is worth asking a workspace for anything: not while its last probe found nobody there. The watch alone goes on
 * asking, once a minute: calls to a dead region cost their whole deadline each, and a region that is coming back has
 * enough to do. Where nobody has probed lately, whoever asks finds out.
 */
export async function isWorthAsking(deps: Deps, pair: PairConfig, side: Side): Promise<boolean> {
  const signals = await deps.signals.list(pair.name, plus(deps.clock.now(), -pair.policy.ages.probe));
  const probe = signals.find(
    (signal) => signal.source === 'probe' && signal.subject === 'control-plane' && signal.side === side,
  );
  return probe?.state !== 'unreachable';
}
