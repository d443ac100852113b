import type { Replay } from './shadow.ts';

/** What the worker counted while it replayed the same history. */
export interface WorkerView {
  /** The ids that durable-functions handed out. */
  readonly ids: number;
  /** The orchestrator returned, threw, or asked to continue as new. */
  readonly ended: boolean;
}

/**
 * Says when durable-functions and .NET no longer number tasks alike: from there on a result can reach the wrong task,
 * or none. Differences that close by themselves (the worker is ahead while .NET still waits) are let pass.
 * @returns the reason, or undefined.
 */
export function divergence(worker: WorkerView, host: Replay): string | undefined {
  const counts = `durable-functions counts ${worker.ids} tasks, .NET ${host.nextId}`;
  const rule = 'see the authoring rules: one race per tasks, no retries inside compounds, a fence after cancel';
  if (worker.ended) {
    // An ended orchestrator stops reading its history while abandoned retries go on, so only .NET may be ahead then.
    const abandoned = host.openRetries > 0 || host.blockedAt !== undefined;
    return worker.ids === host.nextId || abandoned ? undefined : `The orchestrator ended, but ${counts}: ${rule}.`;
  }
  if (
    worker.ids !== host.nextId &&
    (worker.ids < host.nextId || host.blockedAt === undefined || host.openRetries > 0)
  ) {
    return `Event ids diverge: ${counts}: ${rule}.`;
  }
  if (host.blockedAt === undefined && host.openTasks === 0) {
    return 'The orchestrator waits for a task, but .NET has nothing left to wait for: it would hang on Azure.';
  }
  return undefined;
}
