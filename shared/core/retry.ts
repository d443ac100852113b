import type { Earlier } from './earlier.ts';
import { completedFirst, hasCompleted, hasFallen, isUndone } from './items.ts';
import { isCancelledByPerson, type DoneJob, type LedgerJob } from './job.ts';
import type { RunOrder } from './pointer.ts';
import type { Item, ItemState } from './run.ts';
import type { Instant } from './time.ts';

/** Whether another try of the item makes sense: it was held back, or went wrong, or the run was stopped before it. */
export function isRetryable({ state }: Item): boolean {
  if (state.kind !== 'ended') return false;
  if (state.outcome === 'blocked' || state.outcome === 'failed') return true;
  return state.outcome === 'skipped' && state.reasons.some(({ code }) => code === 'RunCancelled');
}

/**
 * Items of a run that tries the ones of another run again. They keep their ranks, and take the definition that the
 * ledger holds by now.
 */
export function retried(
  items: readonly Item[],
  ledger: readonly LedgerJob[],
  order: RunOrder,
  earlierOf: (item: Item) => Earlier,
  at: Instant,
): Item[] {
  const rows = new Map(ledger.map((job) => [job.key, job]));
  const chosen = order.only?.jobs;
  return items
    .filter((item) => isRetryable(item) && (chosen === undefined || chosen.includes(item.job)))
    .map((item) => {
      const { rank, job, originName, originId, rootId, copyOf, victim } = item;
      const row = rows.get(job);
      const spec = row?.spec.kind === 'recorded' ? row.spec.hash : item.spec;
      const jobType = row?.jobType ?? item.jobType;
      const earlier = earlierOf(item);
      const asked = item.askedToEnd ?? earlier.askedToEnd;
      return {
        ...{ run: order.run, rank, job, originName, originId, rootId, victim, late: false },
        ...(copyOf === undefined ? {} : { copyOf }),
        ...(jobType === undefined ? {} : { jobType }),
        ...(spec === undefined ? {} : { spec }),
        ...(earlier.before === undefined ? {} : { before: earlier.before }),
        ...(asked === undefined ? {} : { askedToEnd: asked }),
        state: retriedState(row, asked, earlier, at),
      };
    });
}

function retriedState(
  row: LedgerJob | undefined,
  asked: Instant | undefined,
  earlier: Earlier,
  at: Instant,
): ItemState {
  if (earlier.moved !== undefined)
    return skipped('AlreadyMoved', `its copy ${earlier.moved} is in the target workspace by now`, at);
  if (row !== undefined && hasCompleted(row)) return completedFirst(at);
  if (row !== undefined && isCancelledByPerson(row) && asked === undefined)
    return skipped('UserCancelled', 'an operator has asked for its end since', at);
  return { kind: 'planned' };
}

function skipped(code: string, message: string, at: Instant): ItemState {
  return { kind: 'ended', outcome: 'skipped', reasons: [{ code, message }], at };
}

/**
 * Jobs that earlier runs of the same source had to block, and that are neither alive nor victims of this run: the
 * outage's work that somebody still has to do, and what a planned move has ended and then could not submit. What has
 * completed or was cancelled by somebody else is not.
 * @param earlier items of earlier runs, the latest run first.
 */
export function inherited(earlier: readonly Item[], done: readonly DoneJob[], order: RunOrder): DoneJob[] {
  const latest = new Map<string, Item>();
  for (const item of earlier) if (!latest.has(item.job)) latest.set(item.job, item);
  return done.filter((job) => {
    const { state, askedToEnd } = latest.get(job.key) ?? {};
    if (job.side !== order.source || state?.kind !== 'ended' || state.outcome !== 'blocked') return false;
    // What a run of ours had ended before it could not submit it was nobody's wish.
    return askedToEnd === undefined ? hasFallen(job) : isUndone(job);
  });
}
