import type { PairConfig } from '../core/config.ts';
import type { Side } from '../core/ids.ts';
import { sides } from '../core/ids.ts';
import { probeView } from '../core/probe-view.ts';
import type { SideHealth, StartView } from '../core/start-check.ts';
import type { ProbeSignal, Signal } from '../core/signal.ts';
import { plus } from '../core/time.ts';
import type { Deps } from './deps.ts';

/** What a start is judged by: both workspaces asked this moment, beside what the watch has seen of them. */
export async function lookAtPair(deps: Deps, pair: PairConfig, active: Side): Promise<StartView> {
  const since = plus(deps.clock.now(), -deps.config.health.maxEvidenceAge);
  const [signals, ...asked] = await Promise.all([
    deps.signals.list(pair.name, since),
    ...sides.map((side) => deps.workspaces.probe(pair.workspaces[side])),
  ]);
  const now = deps.clock.now();
  const healthOf = (side: Side): SideHealth => ({
    now: asked[sides.indexOf(side)]?.kind ?? 'unreachable',
    view: probeView(
      signals.find((signal) => isProbeOf(signal, side)),
      pair.policy,
      now,
    ),
  });
  return { pair, active, health: { primary: healthOf('primary'), secondary: healthOf('secondary') } };
}

function isProbeOf(signal: Signal, side: Side): signal is ProbeSignal {
  return signal.source === 'probe' && signal.side === side && signal.subject === 'control-plane';
}
