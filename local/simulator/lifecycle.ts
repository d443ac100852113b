import { advanceChildren } from './children.ts';
import { nextStep } from './job-plan.ts';
import { isTerminal } from './store.ts';
import type { Clock } from './clock.ts';
import type { Job } from './store.ts';
import type { JobTimes } from './types.ts';

export type StatusChange = { readonly previous: string | null; readonly cause?: string; readonly at: number };
export type Cause = 'outage' | 'user' | 'job';

export type Lifecycle = {
  start(job: Job): void;
  /** Asks for the end of a job: CancelRequested now, Canceled when its nodes are free. */
  cancel(job: Job): void;
  /** Puts a job into a status from outside, whatever it was doing. */
  force(job: Job, status: string, options: { cause?: Cause; at?: number }): void;
  /** Stops the time of a region's jobs, and lets it run on. */
  freeze(jobs: Iterable<Job>): void;
  thaw(jobs: Iterable<Job>): void;
  /** Lets jobs go on that were stuck while being prepared. */
  unstick(jobs: Iterable<Job>): void;
  /** Forgets what comes next for a job: it is deleted, or stays as it is until somebody does something to it. */
  drop(job: Job): void;
};

/** Moves jobs from status to status as time passes, and tells of every change. */
export function createLifecycle(
  clock: Clock,
  times: JobTimes,
  surroundings: {
    onStatus(job: Job, change: StatusChange): void;
    isFrozen(job: Job): boolean;
    holdsPreparing(job: Job): boolean;
    /** How long jobs take in a region where it is not as long as elsewhere. */
    timesIn?(region: string): Partial<JobTimes> | undefined;
    /**
     * What a job does in storage before it leaves its status: it fetches what it needs, or writes its outputs. It
     * resolves with the reason why the job fails; undefined in place of a promise: there is nothing to do.
     */
    workOf?(job: Job): Promise<string | undefined> | undefined;
  },
): Lifecycle {
  const become = (job: Job, status: string, cause?: string, at = clock.now()): void => {
    const previous = job.status;
    if (previous === status) return;
    job.status = status;
    stampTimes(job, status, at);
    surroundings.onStatus(job, { previous, at, ...(cause === undefined ? {} : { cause }) });
    if (job.parent === undefined) advanceChildren(job, clock.now(), { become, created });
  };
  const created = (job: Job): void => surroundings.onStatus(job, { previous: null, at: clock.now() });

  const schedule = (job: Job): void => {
    const step = nextStep(job, { ...times, ...surroundings.timesIn?.(job.workspace.region) });
    if (step === undefined || job.parent !== undefined) return;
    job.next = { status: step.status, remaining: step.after, dueAt: clock.now() + step.after };
    if (!surroundings.isFrozen(job)) arm(job);
  };
  const arm = (job: Job): void => {
    const { next } = job;
    if (next === undefined || next.timer !== undefined) return;
    next.dueAt = clock.now() + next.remaining;
    next.timer = clock.after(next.remaining, () => advance(job));
  };
  const disarm = (job: Job): void => {
    const { next } = job;
    if (next?.timer === undefined) return;
    next.timer.cancel();
    delete next.timer;
    next.remaining = Math.max(0, next.dueAt - clock.now());
  };
  const forget = (job: Job): void => {
    disarm(job);
    delete job.next;
    job.stuck = false;
  };
  const advance = (job: Job): void => {
    const { next } = job;
    if (next === undefined) return;
    delete next.timer;
    if (job.status === 'Preparing' && next.work === undefined && surroundings.holdsPreparing(job)) {
      job.stuck = true;
      next.remaining = 0;
      return;
    }
    if (next.work !== 'done') {
      const work = next.work === 'begun' ? undefined : surroundings.workOf?.(job);
      if (work !== undefined) waitFor(job, next, work);
      if (next.work === 'begun') return;
    }
    delete job.next;
    job.touched = true;
    // What was accepted but cannot run shows when its data is fetched.
    const fails = job.status === 'Preparing' && job.flaw !== undefined;
    become(job, fails ? 'Failed' : next.status, fails || next.status === 'Failed' ? 'job' : undefined);
    schedule(job);
  };

  /** The job goes on when its work is done, unless somebody has ended it meanwhile or its region stands still. */
  const waitFor = (job: Job, next: NonNullable<Job['next']>, work: Promise<string | undefined>): void => {
    next.work = 'begun';
    next.remaining = 0;
    const finish = (flaw: string | undefined): void => {
      next.work = 'done';
      // A region that has come back meanwhile has set a timer again.
      next.timer?.cancel();
      if (flaw !== undefined) job.flaw ??= flaw;
      if (job.next === next && !surroundings.isFrozen(job)) advance(job);
    };
    work.then(finish, (error: unknown) => finish(`the storage does not answer: ${String(error)}`));
  };

  return {
    start(job) {
      created(job);
      // The service answers the PUT of a command with Starting already.
      if (job.jobType === 'Command') become(job, 'Starting');
      schedule(job);
    },
    cancel(job) {
      if (isTerminal(job) || job.cancelRequested) return;
      job.cancelRequested = true;
      forget(job);
      become(job, 'CancelRequested', 'user');
      schedule(job);
    },
    force(job, status, { cause, at }) {
      forget(job);
      job.touched = true;
      if (status === 'CancelRequested' && cause === 'user') job.cancelRequested = true;
      become(job, status, cause, at);
      schedule(job);
    },
    freeze: (jobs) => {
      for (const job of jobs) disarm(job);
    },
    thaw: (jobs) => {
      for (const job of jobs) if (!job.stuck) arm(job);
    },
    unstick: (jobs) => {
      for (const job of jobs) {
        if (!job.stuck) continue;
        job.stuck = false;
        if (!surroundings.isFrozen(job)) arm(job);
      }
    },
    drop: forget,
  };
}

function stampTimes(job: Job, status: string, at: number): void {
  if (status === 'Queued') job.queuedAt ??= at;
  if (status === 'Running') {
    job.queuedAt ??= at;
    job.startedAt ??= at;
  }
  if (status === 'Completed' || status === 'Failed' || status === 'Canceled') job.endedAt = at;
  else delete job.endedAt;
}
