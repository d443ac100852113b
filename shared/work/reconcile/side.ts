import type { PairConfig } from '../../core/config.ts';
import type { JobKey, Side } from '../../core/ids.ts';
import type { LedgerJob } from '../../core/job.ts';
import { instant, type Instant } from '../../core/time.ts';
import type { Deps } from '../deps.ts';
import { isWorthAsking } from '../reach.ts';
import { askRest, isOpenQuestion } from './ask-rest.ts';
import { readList } from './read-list.ts';

/**
 * Brings the ledger to the truth of one workspace, as far as it answers and the time suffices: half of it is the list's
 * at most, so that a long list starves no row.
 * @returns whether the workspace has answered every question in this pass, so that the ledger is its truth.
 */
export async function reconcileSide(deps: Deps, pair: PairConfig, side: Side, stopAt: Instant): Promise<boolean> {
  const unfinished = (what: string, why: string): false => {
    deps.log.warn('reconcile.unfinished', { pair: pair.name, side, what, why });
    return false;
  };
  if (!(await isWorthAsking(deps, pair, side))) return unfinished('all', 'its last probe found nobody there');
  const [live, done] = await Promise.all([deps.ledger.live(pair.name, side), deps.ledger.done(pair.name, side)]);
  const known = new Map<JobKey, LedgerJob>([...live, ...done].map((row) => [row.key, row]));
  const seen = new Set<JobKey>();
  const now = deps.clock.now();
  const halfTime = instant(now + (stopAt - now) / 2);
  const list = await readList({ deps, pair, side, known, stopAt: halfTime, seen });
  // Who does not show the list need not be asked for each job of it.
  if (list.kind === 'trouble') return unfinished('the list of jobs', list.why);
  if (list.kind === 'time-over') unfinished('the list of jobs', 'its time was over; the next pass goes on');
  const rest = [...known.values()].filter((row) => isOpenQuestion(row) && !seen.has(row.key));
  const why = await askRest(deps, pair, side, rest, stopAt);
  if (why !== undefined) return unfinished(`some of ${rest.length} jobs`, why);
  return list.kind === 'complete';
}
