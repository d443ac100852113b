import type { Side } from './ids.ts';
import type { LedgerJob } from './job.ts';
import type { Instant } from './time.ts';

/** One thing that somebody told us about one job. Observations of a job may come in any order and any number of times. */
export type JobObservation = {
  readonly side: Side;
  readonly name: string;
  /** When it was true, by the sender's clock. */
  readonly at: Instant;
  /** Absent when the sender told only that the job exists (an ARM write, a cancel). */
  readonly status?: string;
  readonly cancelRequested?: boolean;
  /** This app asks for the end of the job. */
  readonly endWanted?: boolean;
  readonly experiment?: string;
  readonly tags?: Readonly<Record<string, string>>;
};

/** What a GET of a job said: its definition's place, its type and what else is shown of it. */
export type SpecFacts = {
  /** `gone`: the service answered that it has no such job. */
  readonly spec: LedgerJob['spec'] | { readonly kind: 'gone' };
} & Partial<Pick<LedgerJob, 'jobType' | 'experiment' | 'owner' | 'tags' | 'lineage' | 'createdAt'>> & {
    /** What the same answer said about the status. */
    readonly status?: string;
    /** Since when that is true, where the answer tells; else it is true of `at`. */
    readonly statusAt?: Instant;
    /** When it was asked. */
    readonly at: Instant;
  };
