import type { Side } from './ids.ts';
import type { LedgerJob, LiveJob } from './job.ts';
import { isTerminal } from './job.ts';
import type { GreyPolicy } from './policy.ts';
import { subjectOf, type GreySignal, type Signal } from './signal.ts';
import { formatInstant, instant, type Instant } from './time.ts';

export type GreyInput = {
  readonly side: Side;
  /** The rows of the side, live and done. */
  readonly jobs: readonly LedgerJob[];
  /**
   * Since when we have been listening to the side without a gap. "I heard nothing" means something only if I was there to
   * hear it, and was let in to ask.
   */
  readonly listeningSince: Instant;
  readonly policy: GreyPolicy;
  readonly now: Instant;
};

/**
 * What the ledger says about a workspace whose control plane may well answer. Each source speaks every time, also when
 * all is well, so that its accusation ends when its cause does.
 */
export function greySignals(input: GreyInput): readonly GreySignal[] {
  const jobs = input.jobs.filter(({ side, spec }) => side === input.side && spec.kind !== 'child');
  const own = { ...input, jobs };
  return [failureBurst(own), silence(own), stuckJobs(own)];
}

/** Many jobs failing at once, of more than one experiment, while hardly any succeeds. */
function failureBurst(input: GreyInput): GreySignal {
  const { jobs, policy, now } = input;
  const ended = jobs.filter((job) => job.state === 'done' && isWithin(job.endedAt, now, policy.burstWindow));
  const failed = ended.filter(({ status, cancelRequested }) => status.toLowerCase() === 'failed' && !cancelRequested);
  // Ended by a person's wish: it says nothing either way.
  const telling = ended.filter(({ status }) => status.toLowerCase() !== 'canceled');
  const accuses =
    failed.length >= policy.burstJobs &&
    failed.length >= policy.burstShare * telling.length &&
    experimentsOf(failed) >= policy.experiments;
  return signal(input, 'failure-burst', accuses, `${failed.length} of ${telling.length} jobs that ended have failed`);
}

/** No word of any job, by event or by asking. `statusAt` moves whenever somebody tells a status, even the same one. */
function silence(input: GreyInput): GreySignal {
  const { policy, now, listeningSince } = input;
  const live = input.jobs.filter((job): job is LiveJob => job.state === 'live');
  const lastHeard = Math.max(listeningSince, ...input.jobs.map(({ statusAt }) => statusAt));
  const accuses = live.length >= policy.silentJobs && now - lastHeard >= policy.silentFor;
  const heard = formatInstant(instant(lastHeard));
  return signal(input, 'silence', accuses, `nothing was heard of ${live.length} live jobs since ${heard}`);
}

const startingStates = new Set(['starting', 'provisioning', 'preparing']);

/**
 * Jobs that have been starting for long although their workspace says so just now. What was last heard of a job long ago
 * is silence, and no proof that it is stuck; nor is what was heard before we were turned away. Jobs that came later and
 * did start speak for the workspace.
 */
function stuckJobs(input: GreyInput): GreySignal {
  const { jobs, policy, now, listeningSince } = input;
  const due = jobs.filter((job) => isDue(job, policy, now) && job.statusAt >= listeningSince);
  const oldest = Math.min(now, ...due.map(({ firstSeenAt }) => firstSeenAt));
  const started = jobs.filter(({ status, firstSeenAt }) => firstSeenAt >= oldest && hasStarted(status));
  const accuses =
    due.length >= policy.stuckJobs &&
    due.length >= policy.stuckShare * (due.length + started.length) &&
    experimentsOf(due) >= policy.experiments;
  const detail = `${due.length} jobs have been starting since ${formatInstant(instant(oldest))}, ${started.length} younger ones have started`;
  return signal(input, 'stuck-jobs', accuses, due.length === 0 ? 'no job is stuck' : detail);
}

function isDue(job: LedgerJob, policy: GreyPolicy, now: Instant): boolean {
  if (now - job.firstSeenAt < policy.stuckFor) return false;
  return startingStates.has(job.status.toLowerCase()) && now - job.statusAt < policy.silentFor;
}

function hasStarted(status: string): boolean {
  const lower = status.toLowerCase();
  return isTerminal(status) ? lower === 'completed' : lower === 'running' || lower === 'finalizing';
}

/** How many of our calls a workspace answered, and how many found nobody there, at about that time. */
export type CallCount = { readonly at: Instant; readonly answered: number; readonly unreachable: number };

/** What an answer of ARM says about the workspace behind it; throttled, refused and tokenless calls never got to it. */
export function tellingOf(kind: string): 'answered' | 'unreachable' | undefined {
  if (kind === 'throttled' || kind === 'refused' || kind === 'no-token') return undefined;
  return kind === 'unreachable' ? 'unreachable' : 'answered';
}

/** Our own calls to a workspace: the same eyes as the probes, but on the work itself. */
export function callSignal(side: Side, counts: readonly CallCount[], policy: GreyPolicy, now: Instant): GreySignal {
  const recent = counts.filter(({ at }) => isWithin(at, now, policy.callWindow));
  const failed = recent.reduce((sum, { unreachable }) => sum + unreachable, 0);
  const telling = recent.reduce((sum, { answered }) => sum + answered, failed);
  const accuses = failed >= policy.failedCalls && failed >= policy.failedShare * telling;
  const detail = `${failed} of ${telling} calls found it unreachable`;
  return { ...signal({ side, now }, 'arm-errors', accuses, detail), subject: 'calls' };
}

/**
 * How far back ended jobs have to be known for the signals of these live ones. Tombstones are many, so only a workspace
 * with jobs that may be stuck is looked at as far back as they go.
 */
export function endedSince(live: readonly LiveJob[], policy: GreyPolicy, now: Instant): Instant {
  const due = live.filter((job) => isDue(job, policy, now));
  const standing = now - Math.max(policy.burstWindow, policy.silentFor);
  const stuck = due.length < policy.stuckJobs ? now : Math.min(...due.map(({ firstSeenAt }) => firstSeenAt));
  return instant(Math.min(standing, stuck));
}

/** A signal is kept when it accuses, and once more when it ceases to: what has nothing to say is not written. */
export function isWorthKeeping(signalNow: GreySignal, known: readonly Signal[]): boolean {
  if (signalNow.state === 'failing') return true;
  const before = known.find((other) => subjectOf(other) === subjectOf(signalNow));
  return before?.state === 'failing';
}

function isWithin(at: Instant, now: Instant, window: number): boolean {
  // A sender's clock that is fast must not place an end into the future, and so out of every window.
  return now - Math.min(at, now) < window;
}

function experimentsOf(jobs: readonly LedgerJob[]): number {
  return new Set(jobs.map(({ experiment }) => experiment ?? '')).size;
}

function signal(
  { side, now }: Pick<GreyInput, 'side' | 'now'>,
  source: GreySignal['source'],
  accuses: boolean,
  detail: string,
): GreySignal {
  const state = accuses ? 'failing' : 'well';
  return { group: 'our-view', source, side, subject: 'jobs', state, detail, since: now, receivedAt: now };
}
