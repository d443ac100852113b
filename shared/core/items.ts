import type { Counts, Item, ItemState } from './run.ts';
import { noCounts } from './run.ts';
import { shortHash } from './ids.ts';
import { isCancelledByPerson, isDenied, isTerminal, type DoneJob, type LedgerJob, type LiveJob } from './job.ts';
import type { Config } from './config.ts';
import type { Earlier } from './earlier.ts';
import { isChosen } from './job-choice.ts';
import { needsPerson } from './job-class.ts';
import type { Policy } from './policy.ts';
import type { RunOrder } from './pointer.ts';
import { priorityOf, rankPrefix } from './priority.ts';
import type { WorkspaceRef } from './workspace.ts';
import { jobId } from './workspace.ts';
import type { Instant } from './time.ts';
import { notResubmittable } from './job-facts.ts';
import type { Reason } from './reason.ts';
import { skipReason } from './selection.ts';

/**
 * A victim ended Failed, or Canceled by nobody's wish, within the window; or the workspace, of which its definition was
 * had, denied within it that there ever was such a job: the outage's work.
 */
export function isVictim(job: DoneJob, since: Instant): boolean {
  if (job.endedAt < since) return false;
  return hasFallen(job) || (isLostFromSight(job) && !isCancelledByPerson(job));
}

export function hasCompleted({ status }: LedgerJob): boolean {
  return status.toLowerCase() === 'completed';
}

/** What becomes of an item whose origin has done the work itself, before a copy was made. */
export function completedFirst(at: Instant): ItemState {
  const reason = { code: 'OriginCompleted', message: 'it completed before it could be moved' };
  return { kind: 'ended', outcome: 'superseded', reasons: [reason], at };
}

/** It ended without having done its work, and nobody wanted that: neither a person nor, where it was canceled, we. */
export function hasFallen(job: DoneJob): boolean {
  if (!isUndone(job) || isCancelledByPerson(job)) return false;
  return job.status.toLowerCase() === 'failed' || (!job.cancelRequested && job.endWanted !== true);
}

/** It ended without having done its work. */
export function isUndone({ status, spec }: DoneJob): boolean {
  const lower = status.toLowerCase();
  return (lower === 'failed' || lower === 'canceled') && spec.kind !== 'child';
}

function isLostFromSight(job: DoneJob): boolean {
  return !isTerminal(job.status) && job.spec.kind === 'recorded' && isDenied(job);
}

/** The jobs of the source that a run must account for (invariant 2). */
export function jobsToMove(live: readonly LiveJob[], done: readonly DoneJob[], order: RunOrder): readonly LedgerJob[] {
  const victims = done.filter((job) => job.side === order.source && isVictim(job, order.victimsSince));
  return [...live.filter((job) => job.side === order.source && job.spec.kind !== 'child'), ...victims];
}

/** What the configuration says about who is moved; `policy` is that of the pair. */
export type PlanConfig = Pick<Config, 'run' | 'selection'> & { readonly policy?: Policy };

/** The item of a job within a run. Equal jobs give equal ranks, so planning twice inserts nothing twice. */
export function itemOf(
  job: LedgerJob,
  order: RunOrder,
  source: WorkspaceRef,
  late: boolean,
  config: PlanConfig,
  now: Instant,
  earlier: Earlier = {},
): Item {
  const originId = jobId(source, job.name);
  const { before, askedToEnd } = earlier;
  return {
    run: order.run,
    rank: `${rankPrefix(priorityOf(job).rank)}-${shortHash(job.key, 16)}`,
    job: job.key,
    originName: job.name,
    originId,
    rootId: job.lineage?.root ?? originId,
    ...(job.lineage === undefined ? {} : { copyOf: job.lineage.origin }),
    ...(job.jobType === undefined ? {} : { jobType: job.jobType }),
    ...(job.spec.kind === 'recorded' ? { spec: job.spec.hash } : {}),
    late,
    victim: job.state === 'done',
    state: firstState(job, order, earlier, config, now),
    ...(before === undefined ? {} : { before }),
    ...(askedToEnd === undefined ? {} : { askedToEnd }),
  };
}

function firstState(job: LedgerJob, order: RunOrder, earlier: Earlier, config: PlanConfig, at: Instant): ItemState {
  const left = whyLeft(job, order, earlier, config);
  if (left !== undefined) return ended('skipped', at, left);
  const kind = notResubmittable(job.jobType);
  if (job.spec.kind === 'recorded' && kind !== undefined) return ended('blocked', at, kind);
  if (job.spec.kind !== 'recorded') {
    return ended('blocked', at, {
      code: 'SpecNotRecorded',
      message:
        'its definition was not recorded before its workspace stopped answering; retry the run when the workspace is back and the definition is there',
    });
  }
  return { kind: 'planned' };
}

/** Why a job stays where it is although it could be moved. */
function whyLeft(
  job: LedgerJob,
  order: RunOrder,
  earlier: Earlier,
  { run, selection, policy }: PlanConfig,
): Reason | undefined {
  const skipped = skipReason(job, selection);
  if (skipped !== undefined) return skipped;
  if (order.only !== undefined && !isChosen(order.only, job))
    return { code: 'NotChosen', message: 'the run was started for other jobs' };
  // What an earlier run of ours asked to end was no operator's wish.
  if (job.state === 'live' && isCancelledByPerson(job) && earlier.askedToEnd === undefined)
    return { code: 'UserCancelled', message: 'an operator had asked for its end before the run began' };
  if (earlier.moved !== undefined)
    return { code: 'AlreadyMoved', message: `its copy ${earlier.moved} of an earlier run is in the target workspace` };
  if (order.inFlight === 'finish')
    return { code: 'LeftToFinish', message: 'only the pointer moved: the job ends in the workspace where it runs' };
  // A healthy workspace ends such a job by itself within moments, and a planned move waits for that.
  if (order.mode === 'forced' && job.status.toLowerCase() === 'finalizing' && run.finalizing === 'skip') {
    return {
      code: 'Finalizing',
      message: 'its work was done and only its outputs were being stored; the policy run.finalizing says skip',
    };
  }
  return policy === undefined ? undefined : needsPerson(job, order, policy);
}

function ended(outcome: 'skipped' | 'blocked', at: Instant, reason: Reason): ItemState {
  return { kind: 'ended', outcome, reasons: [reason], at };
}

export function countItems(items: readonly Item[]): Counts {
  const counts: Record<keyof Counts, number> = { ...noCounts };
  for (const { state } of items) counts[state.kind === 'ended' ? state.outcome : state.kind] += 1;
  return counts;
}
