import type { JobKey, PairName, Side, SpecHash } from './ids.ts';
import type { Disposition } from './disposition.ts';
import type { Instant } from './time.ts';

/**
 * Azure ML's job states in the order in which a job passes them (KnownJobStatus of the jobs API). The API's list is
 * open: an unknown state is kept as it came and ranks below all known ones.
 */
const statusRanks: Readonly<Record<string, number>> = {
  notstarted: 1,
  starting: 2,
  provisioning: 3,
  preparing: 4,
  queued: 5,
  running: 6,
  paused: 7,
  notresponding: 8,
  finalizing: 9,
  cancelrequested: 10,
  completed: 11,
  failed: 12,
  canceled: 13,
};

const terminal = new Set(['completed', 'failed', 'canceled']);

export function statusRank(status: string): number {
  return statusRanks[status.toLowerCase()] ?? 0;
}

/** Completed, Failed and Canceled end a job; NotResponding and Paused do not (a job comes back from both). */
export function isTerminal(status: string): boolean {
  return terminal.has(status.toLowerCase());
}

/** What the ledger holds of a job's definition. */
export type SpecState =
  | { readonly kind: 'wanted' }
  | {
      readonly kind: 'recorded';
      readonly hash: SpecHash;
      readonly bytes: number;
      readonly at: Instant;
      /** Of the author's tags in it (`tagsHash`): they are the one part of a definition that changes as a job runs. */
      readonly tagsHash?: string;
    }
  /** A child of a pipeline or a sweep: it comes with its parent and is never resubmitted by itself. */
  | { readonly kind: 'child' };

type JobFacts = {
  readonly pair: PairName;
  readonly key: JobKey;
  readonly side: Side;
  /** The service's own spelling. */
  readonly name: string;
  /** As the service spells it; `Unknown` until somebody told us. */
  readonly status: string;
  /** When the status was true, by the sender's clock; 0 when nobody told us a status yet. */
  readonly statusAt: Instant;
  readonly firstSeenAt: Instant;
  /** By the service's clock; absent until a GET or a list told it. */
  readonly createdAt?: Instant;
  /** Somebody asked for the end of this job, as the service tells. Whether it was a person: `isCancelledByPerson`. */
  readonly cancelRequested: boolean;
  /** This app asked for its end, to have its copy live on. */
  readonly endWanted?: true;
  /** When the service last denied that it has the job. A later word of it takes that back. */
  readonly deniedAt?: Instant;
  readonly jobType?: string;
  readonly experiment?: string;
  readonly owner?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** When the tags were told, so that later ones replace earlier ones as a whole; absent until somebody told some. */
  readonly tagsAt?: Instant;
  readonly spec: SpecState;
  /** ARM ids, when the job itself is a resubmission of ours. */
  readonly lineage?: { readonly origin: string; readonly root: string };
  /** Absent until the mirror has looked at the job. */
  readonly disposition?: Disposition;
};

export type LiveJob = JobFacts & { readonly state: 'live' };
/** A tombstone: it outlives Event Grid's 24 hours of redelivery, so that a late event cannot revive the job. */
export type DoneJob = JobFacts & { readonly state: 'done'; readonly endedAt: Instant };
export type LedgerJob = LiveJob | DoneJob;

/**
 * A job that a run may have to submit and whose definition is not at hand: it lives and was never fetched, or it ended
 * before that, maybe by the outage.
 */
export function needsSpec(job: LedgerJob): boolean {
  return lacksSpec(job) && (job.state === 'live' || !isDenied(job));
}

/** The same where the service has just shown the job, whatever it said before. */
export function lacksSpec(job: LedgerJob): boolean {
  if (job.state === 'live') return job.spec.kind !== 'recorded';
  return job.spec.kind === 'wanted' && job.status.toLowerCase() !== 'completed';
}

/** The service's last word is that it has no such job. In trouble it may deny a job that exists. */
export function isDenied({ deniedAt, statusAt, spec }: Pick<JobFacts, 'deniedAt' | 'statusAt' | 'spec'>): boolean {
  return deniedAt !== undefined && deniedAt >= statusAt && (spec.kind !== 'recorded' || deniedAt > spec.at);
}

/** A person wanted the end of it, so that it is nobody's to move. Our own wish is told like theirs, and is none. */
export function isCancelledByPerson({ cancelRequested, endWanted }: LedgerJob): boolean {
  return cancelRequested && endWanted !== true;
}
