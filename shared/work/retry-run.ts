import { asItStands } from '../core/item-trouble.ts';
import { isRetryable } from '../core/retry.ts';
import type { RetryCommand } from '../core/run-command.ts';
import type { Run } from '../core/run.ts';
import type { Orchestrations } from '../ports.ts';
import type { Deps } from './deps.ts';
import { startRun } from './start-run.ts';
import type { StartResult } from './start-run.ts';

export type RetryResult = StartResult | { readonly kind: 'open' } | { readonly kind: 'nothing' };

/**
 * Tries the blocked, failed and left items of an ended run again, as a run of its own that moves no pointer: an
 * evacuation of the workspace that the first one led away from. What undid a failover goes on undoing it.
 */
export async function retryRun(
  deps: Deps,
  orchestrations: Orchestrations,
  run: Run,
  command: RetryCommand,
  asker: { readonly by: string; readonly idempotencyKey?: string },
): Promise<RetryResult> {
  const { pair, order, endedAt } = run;
  if (endedAt === undefined) return { kind: 'open' };
  // A drill left no job behind: it only said what would become of it.
  if (order.kind === 'drill') return { kind: 'nothing' };
  const { jobs, mode, force, reason } = command;
  const items = (await deps.runs.items(order.run)).map((found) => asItStands(found, run));
  const wanted = items.filter((item) => isRetryable(item) && (jobs === undefined || jobs.includes(item.job)));
  if (wanted.length === 0) return { kind: 'nothing' };
  const { active } = await deps.pointers.read(pair);
  if (active.active === order.source) {
    const message = `${order.run} led away from the ${order.source} workspace, which is active again: its jobs are where they belong`;
    return { kind: 'refused', reasons: [{ code: 'SourceIsActive', message }] };
  }
  if (order.keep !== undefined && mode === 'forced') {
    const message = `${order.run} keeps origins: each copy must be seen to end, and a forced run does not look; leave out mode`;
    return { kind: 'refused', reasons: [{ code: 'KeepsOrigins', message }] };
  }
  return startRun(deps, orchestrations, {
    pair,
    kind: 'evacuate',
    retryOf: order.run,
    // Without it the copy would be moved like any other job, beside its origin that runs.
    ...(order.keep === undefined ? {} : { keep: order.keep, mode: 'planned' }),
    ...(order.keep !== undefined || mode === undefined ? {} : { mode }),
    ...(jobs === undefined ? {} : { only: { jobs } }),
    force,
    reason: { code: 'Retry', message: reason ?? `retry of ${order.run}` },
    ...asker,
  });
}
