import type { Item } from '../../core/run.ts';
import type { Instant } from '../../core/time.ts';
import { announce } from '../announce.ts';
import type { Deps, RunTicket } from '../deps.ts';

/** Event Grid takes events of 1 MB at most; a job here is some 700 characters with both its names at their longest. */
const jobsPerEvent = 200;

/** Tells those who follow their jobs what each runs as now. The same run tells the same, under the same ids. */
export async function tellMoved(deps: Deps, ticket: RunTicket, items: readonly Item[], at: Instant): Promise<void> {
  const moved = items.flatMap(({ job, originId, state }) =>
    state.kind === 'ended' && state.outcome === 'verified' ? [{ job, originId, targetName: state.targetName }] : [],
  );
  for (let start = 0; start < moved.length; start += jobsPerEvent) {
    await announce(deps, {
      type: 'JobsResubmitted',
      pair: ticket.pair,
      about: `/runs/${ticket.run}`,
      id: `${ticket.run}-resubmitted-${start}`,
      at,
      data: { run: ticket.run, jobs: moved.slice(start, start + jobsPerEvent) },
    });
  }
}
