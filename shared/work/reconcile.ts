import type { PairConfig } from '../core/config.ts';
import { sides } from '../core/ids.ts';
import { instant, plus, type Instant, type Millis } from '../core/time.ts';
import type { Deps } from './deps.ts';
import { throwTogether } from './throw-together.ts';
import { reconcileSide } from './reconcile/side.ts';

/** An invocation ends itself well before the platform would end it, and all else that runs in its worker. */
const passTime: Millis = 4 * 60_000;
/** What was heard is kept this long: a policy is tuned on the last weeks. */
const historyAge: Millis = 30 * 24 * 60 * 60_000;

/**
 * Brings the ledger to the truth of both workspaces of every pair, as far as they answer. Events are best effort.
 * @throws what went wrong with some of the pairs, when all others are done.
 */
export async function reconcile(deps: Deps): Promise<void> {
  const stopAt = plus(deps.clock.now(), passTime);
  const errors: unknown[] = [];
  for (const [index, pair] of deps.config.pairs.entries()) {
    const now = deps.clock.now();
    const share = (stopAt - now) / (deps.config.pairs.length - index);
    try {
      await reconcilePair(deps, pair, instant(now + share));
    } catch (error) {
      errors.push(error);
    }
  }
  throwTogether(errors);
}

async function reconcilePair(deps: Deps, pair: PairConfig, stopAt: Instant): Promise<void> {
  await Promise.all(sides.map((side) => reconcileSide(deps, pair, side, stopAt)));
  const pruned = await deps.ledger.prune(pair.name, plus(deps.clock.now(), -deps.config.tombstoneAge));
  if (pruned > 0) deps.log.info('ledger.pruned', { pair: pair.name, rows: pruned });
  await deps.signals.forget(pair.name, plus(deps.clock.now(), -historyAge));
}
