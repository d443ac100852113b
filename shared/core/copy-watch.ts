import { jobKey } from './ids.ts';
import type { JobKey } from './ids.ts';
import { isTerminal } from './job.ts';
import type { LedgerJob } from './job.ts';
import type { Item, Run } from './run.ts';
import type { Instant, Millis } from './time.ts';
import { plus } from './time.ts';

/** Whether the copies of a run are still looked at: it has ended, and not long ago. */
export function isWatched({ endedAt, order }: Run, watchFor: Millis, now: Instant): boolean {
  return endedAt !== undefined && order.kind !== 'drill' && now < plus(endedAt, watchFor);
}

/** The copy of an item whose end is not known yet: it was seen to run. */
export function copyToWatch(item: Item, run: Run): JobKey | undefined {
  const { state, copy } = item;
  if (state.kind !== 'ended' || state.outcome !== 'verified') return undefined;
  if (copy !== undefined && isTerminal(copy.status)) return undefined;
  return jobKey(run.order.target, state.targetName);
}

export type CopyNews = {
  readonly copy: NonNullable<Item['copy']>;
  /** It failed although it had been seen to run: nobody looks at it any more but for us. */
  readonly failed: boolean;
};

/** What the ledger says of a copy that the item does not say yet. */
export function newsOfCopy(item: Item, row: LedgerJob | undefined): CopyNews | undefined {
  if (row === undefined || row.status === 'Unknown' || row.status === item.copy?.status) return undefined;
  const at = row.state === 'done' ? row.endedAt : row.statusAt;
  // Somebody who cancels a copy, us included, knows of it.
  return { copy: { status: row.status, at }, failed: row.state === 'done' && row.status.toLowerCase() === 'failed' };
}

/** Jobs of a run whose copies failed after they had been seen to run. */
export function copiesFailedLater(items: readonly Item[]): readonly Item[] {
  return items.filter(
    ({ state, copy }) =>
      state.kind === 'ended' && state.outcome === 'verified' && copy?.status.toLowerCase() === 'failed',
  );
}
