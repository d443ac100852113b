import type { Counts, Item, ItemState } from './run.ts';
import { noCounts } from './run.ts';
import { shortHash } from './ids.ts';
import type { DoneJob, LedgerJob, LiveJob } from './job.ts';
import type { Config } from './config.ts';
import { needsPerson } from './job-class.ts';
import type { Policy } from './policy.ts';
import type { RunOrder } from './pointer.ts';
import type { WorkspaceRef } from './workspace.ts';
import { jobId } from './workspace.ts';
import type { Instant } from './time.ts';
import { notResubmittable } from './job-facts.ts';
import type { Reason } from './reason.ts';
import { skipReason } from './selection.ts';

/** Jobs of equal priority; a later tag may place a job before (lower) or behind (higher) them. */
const normalPriority = 500;

/** A victim ended Failed, or Canceled by nobody's wish, within the window: the outage's work. */
export function isVictim(job: DoneJob, since: Instant): boolean {
  const status = job.status.toLowerCase();
  return (
    job.endedAt >= since &&
    (status === 'failed' || status === 'canceled') &&
    !job.cancelRequested &&
    job.spec.kind !== 'child'
  );
}

/** The jobs of the source that a run must account for (invariant 2). */
export function jobsToMove(live: readonly LiveJob[], done: readonly DoneJob[], order: RunOrder): readonly LedgerJob[] {
  const victims = done.filter((job) => job.side === order.source && isVictim(job, order.victimsSince));
  return [...live.filter((job) => job.side === order.source && job.spec.kind !== 'child'), ...victims];
}

/** The item of a job within a run. Equal jobs give equal ranks, so planning twice inserts nothing twice. */
export function itemOf(
  job: LedgerJob,
  order: RunOrder,
  source: WorkspaceRef,
  late: boolean,
  config: Pick<Config, 'run' | 'selection'> & { readonly policy?: Policy },
  now: Instant,
): Item {
  const first = firstState(job, config, now);
  const isSkipped = first.kind === 'ended' && first.outcome === 'skipped';
  const person = isSkipped || config.policy === undefined ? undefined : needsPerson(job, order, config.policy);
  const originId = jobId(source, job.name);
  return {
    run: order.run,
    rank: `${normalPriority}-${shortHash(job.key, 16)}`,
    job: job.key,
    originName: job.name,
    originId,
    rootId: job.lineage?.root ?? originId,
    ...(job.jobType === undefined ? {} : { jobType: job.jobType }),
    ...(job.spec.kind === 'recorded' ? { spec: job.spec.hash } : {}),
    late,
    victim: job.state === 'done',
    state: person === undefined ? first : ended('skipped', now, person),
  };
}

function firstState(job: LedgerJob, { run, selection }: Pick<Config, 'run' | 'selection'>, at: Instant): ItemState {
  const skipped = skipReason(job, selection);
  if (skipped !== undefined) return ended('skipped', at, skipped);
  if (job.state === 'live' && job.cancelRequested) {
    return ended('skipped', at, {
      code: 'UserCancelled',
      message: 'an operator had asked for its end before the run began',
    });
  }
  if (job.status.toLowerCase() === 'finalizing' && run.finalizing === 'skip') {
    return ended('skipped', at, {
      code: 'Finalizing',
      message: 'its work was done and only its outputs were being stored; the policy run.finalizing says skip',
    });
  }
  const kind = notResubmittable(job.jobType);
  if (job.spec.kind === 'recorded' && kind !== undefined) return ended('blocked', at, kind);
  if (job.spec.kind !== 'recorded') {
    return ended('blocked', at, {
      code: 'SpecNotRecorded',
      message:
        'its definition was not recorded before its workspace stopped answering; ask for the job over the queue job-resubmissions when the workspace is back',
    });
  }
  return { kind: 'planned' };
}

function ended(outcome: 'skipped' | 'blocked', at: Instant, reason: Reason): ItemState {
  return { kind: 'ended', outcome, reasons: [reason], at };
}

export function countItems(items: readonly Item[]): Counts {
  const counts: Record<keyof Counts, number> = { ...noCounts };
  for (const { state } of items) counts[state.kind === 'ended' ? state.outcome : state.kind] += 1;
  return counts;
}

export function needsSubmission(item: Item): boolean {
  return item.state.kind === 'planned' || item.state.kind === 'submitting';
}

export function needsVerification(item: Item): boolean {
  return item.state.kind === 'submitted';
}

/** What a GET of a submitted job says about its item; undefined while there is nothing new to say. */
export function verdict(item: Item, status: string, now: Instant, notStartedTimeout: number): ItemState | undefined {
  if (item.state.kind !== 'submitted') return undefined;
  const { targetName, attempt, at } = item.state;
  const lower = status.toLowerCase();
  if (lower === 'failed' || lower === 'canceled') {
    const code = lower === 'failed' ? 'CopyFailed' : 'CopyCanceled';
    const message = `the job ${targetName} ended ${status} in the target workspace; its log there says why`;
    return { kind: 'ended', outcome: 'failed', targetName, at: now, reasons: [{ code, message }] };
  }
  if (lower !== 'notstarted' && lower !== 'unknown') {
    return { kind: 'ended', outcome: 'verified', targetName, attempt, status, at: now };
  }
  if (now - at < notStartedTimeout) return undefined;
  return {
    kind: 'ended',
    outcome: 'failed',
    targetName,
    at: now,
    reasons: [
      {
        code: 'NotStartedTimeout',
        message: `the job ${targetName} was created and is still ${status}; look at it in the target workspace`,
      },
    ],
  };
}
