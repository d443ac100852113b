import { jobsToMove } from './items.ts';
import type { DoneJob, LedgerJob, LiveJob } from './job.ts';
import type { Run } from './run.ts';

/**
 * The jobs of a forced run's source that it should have moved, as the source tells once it answers again: they were made
 * before the switch, and no word of them came through. Whoever submitted there later did not follow the pointer.
 */
export function lateJobs(run: Run, live: readonly LiveJob[], done: readonly DoneJob[]): readonly LedgerJob[] {
  const { order } = run;
  const until = run.switchedAt ?? run.plannedAt;
  const everything = order.mode === 'forced' && order.only === undefined && order.retryOf === undefined;
  if (!everything || until === undefined) return [];
  return jobsToMove(live, done, order).filter(({ createdAt }) => createdAt !== undefined && createdAt <= until);
}
