import type { RunId, Side } from './ids.ts';
import type { Counts, Run } from './run.ts';
import type { Instant } from './time.ts';

/** A workspace that a run left without asking it: nobody knows what still runs there. */
export type Quarantine = {
  readonly side: Side;
  readonly since: Instant;
  /** Items whose origin was not settled yet. */
  readonly open: number;
  readonly runs: readonly RunId[];
};

/** Runs whose origins may still be to be looked at: they moved jobs, and nothing says that all of them are settled. */
export function unsettledRuns(runs: readonly Run[]): readonly Run[] {
  return runs
    .filter((run) => run.order.kind !== 'drill' && hasMoved(run) && run.settledAt === undefined)
    .toSorted((a, b) => a.order.claimedAt - b.order.claimedAt);
}

/** A run that was given up before its switch, or its plan, has left nothing behind. */
function hasMoved({ switchedAt, plannedAt }: Run): boolean {
  return switchedAt !== undefined || plannedAt !== undefined;
}

/**
 * A side is quarantined from the moment in which a forced run left it until all its items are settled and its list was
 * read once since it answers again. A planned run has seen the end of all that it moved.
 */
export function quarantineOf(runs: readonly Run[], side: Side): Quarantine | undefined {
  const left = unsettledRuns(runs).filter(({ order }) => order.mode === 'forced' && order.source === side);
  const [first] = left;
  if (first === undefined) return undefined;
  return {
    side,
    since: first.switchedAt ?? first.order.claimedAt,
    open: left.reduce((sum, run) => sum + (run.unsettled ?? total(run.counts)), 0),
    runs: left.map(({ order }) => order.run),
  };
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
