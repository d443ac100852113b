import type { LedgerJob } from './job.ts';
import { isTerminal } from './job.ts';
import type { EarlierTry, Item } from './run.ts';
import type { Instant } from './time.ts';

/** What earlier runs, or messages of the queue, have made of a job already. */
export type Earlier = {
  /** A copy that lives, or has done its work: its origin is never moved again (invariant 3, over several runs). */
  readonly moved?: string;
  /** A copy that failed, or of which nobody knows whether it was ever made. */
  readonly before?: EarlierTry;
  /** An earlier run wanted the end of the job, and then did not move it. */
  readonly askedToEnd?: Instant;
};

export type EarlierRuns = {
  /** Rows of the target workspace. */
  readonly target: readonly LedgerJob[];
  /** Items of earlier runs from the same source, the latest run first. */
  readonly items: readonly Item[];
};

/** Looks up what came before: by the origin's ARM id, which is the same in markers and items but for letter case. */
export function earlierIndex({ target, items }: EarlierRuns): (originId: string) => Earlier {
  const copies = groupBy(
    target.filter(({ lineage }) => lineage !== undefined),
    ({ lineage }) => lineage?.origin ?? '',
  );
  const byName = new Map(target.map((job) => [job.name.toLowerCase(), job]));
  const tries = groupBy(items, ({ originId }) => originId);
  return (originId) => {
    const key = originId.toLowerCase();
    const living = copies.get(key)?.find((copy) => !hasFailed(copy));
    if (living !== undefined) return { moved: living.name };
    const mine = tries.get(key) ?? [];
    const stands = mine.find((item) => stillStands(item, byName));
    if (stands !== undefined) return { moved: targetNameOf(stands) ?? '' };
    const tried = mine.find((item) => targetNameOf(item) !== undefined);
    const targetName = tried === undefined ? undefined : targetNameOf(tried);
    const asked = mine.find(({ askedToEnd }) => askedToEnd !== undefined)?.askedToEnd;
    return {
      ...(tried === undefined || targetName === undefined ? {} : { before: { run: tried.run, targetName } }),
      ...(asked === undefined ? {} : { askedToEnd: asked }),
    };
  };
}

export function targetNameOf({ state }: Item): string | undefined {
  return 'targetName' in state ? state.targetName : undefined;
}

/** An item that says that its copy was seen, and of whose copy nothing worse was heard since. */
function stillStands(item: Item, byName: ReadonlyMap<string, LedgerJob>): boolean {
  const { state } = item;
  const wasSeen = state.kind === 'submitted' || (state.kind === 'ended' && state.outcome === 'verified');
  if (!wasSeen) return false;
  const row = byName.get(state.targetName.toLowerCase());
  return row === undefined ? !isFailed(item.copy?.status) : !hasFailed(row);
}

function hasFailed(job: LedgerJob): boolean {
  return job.state === 'done' && isFailed(job.status);
}

function isFailed(status: string | undefined): boolean {
  return status !== undefined && isTerminal(status) && status.toLowerCase() !== 'completed';
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row).toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}
