import type { PairConfig } from '../../core/config.ts';
import type { JobKey, Side } from '../../core/ids.ts';
import type { LedgerJob } from '../../core/job.ts';
import { instant, type Instant } from '../../core/time.ts';
import type { Deps } from '../deps.ts';
import { isWorthAsking } from '../reach.ts';
import { askRest, isOpenQuestion } from './ask-rest.ts';
import { readList, type ListEnd } from './read-list.ts';

/**
 * Brings the ledger to the truth of one workspace, as far as it answers and the time suffices: half of it is the list's
 * at most, so that a long list starves no row.
 */
export async function reconcileSide(deps: Deps, pair: PairConfig, side: Side, stopAt: Instant): Promise<void> {
  const read = await readSide(deps, pair, side, halfWay(deps.clock.now(), stopAt));
  // Who does not show the list need not be asked for each job of it.
  if (read === undefined || read.end === 'trouble') return;
  const rest = [...read.known.values()].filter((row) => isOpenQuestion(row) && !read.seen.has(row.key));
  const why = await askRest(deps, pair, side, rest, stopAt);
  if (why !== undefined) unfinished(deps, pair, side, `some of ${rest.length} jobs`, why);
}

/**
 * Takes the list of one workspace into the ledger, and asks for no job by itself.
 * @returns whether it was read to its end: no job is there that the ledger has not heard of.
 */
export async function reconcileList(deps: Deps, pair: PairConfig, side: Side, stopAt: Instant): Promise<boolean> {
  return (await readSide(deps, pair, side, stopAt))?.end === 'complete';
}

type ReadSide = {
  readonly known: ReadonlyMap<JobKey, LedgerJob>;
  readonly seen: ReadonlySet<JobKey>;
  readonly end: ListEnd['kind'];
};

async function readSide(deps: Deps, pair: PairConfig, side: Side, stopAt: Instant): Promise<ReadSide | undefined> {
  if (!(await isWorthAsking(deps, pair, side))) {
    unfinished(deps, pair, side, 'all', 'its last probe found nobody there');
    return undefined;
  }
  const [live, done] = await Promise.all([deps.ledger.live(pair.name, side), deps.ledger.done(pair.name, side)]);
  const known = new Map<JobKey, LedgerJob>([...live, ...done].map((row) => [row.key, row]));
  const seen = new Set<JobKey>();
  const list = await readList({ deps, pair, side, known, stopAt, seen });
  if (list.kind === 'trouble') unfinished(deps, pair, side, 'the list of jobs', list.why);
  if (list.kind === 'time-over')
    unfinished(deps, pair, side, 'the list of jobs', 'its time was over; the next pass goes on');
  return { known, seen, end: list.kind };
}

export function halfWay(now: Instant, stopAt: Instant): Instant {
  return instant(now + (stopAt - now) / 2);
}

function unfinished(deps: Deps, pair: PairConfig, side: Side, what: string, why: string): void {
  deps.log.warn('reconcile.unfinished', { pair: pair.name, side, what, why });
}
