import type { JobKey, PairName, Side, SpecHash } from './ids.ts';
import type { Reason } from './reason.ts';
import type { Instant } from './time.ts';

/** A message of the queue `job-resubmissions`, as other services write it. */
export type ResubmissionRequest = {
  readonly schema: 1;
  readonly requestId: string;
  readonly pair: PairName;
  readonly job: JobKey;
  readonly target: 'active' | Side;
  readonly reason: string;
};

export type RequestOutcome =
  | { readonly kind: 'pinned' }
  | { readonly kind: 'created'; readonly how: 'created' | 'adopted' }
  | { readonly kind: 'refused'; readonly reasons: readonly [Reason, ...Reason[]] };

/** What the first delivery fixed, so that every later delivery of the same request leads to the same job. */
export type RequestRecord = {
  readonly pair: PairName;
  readonly requestId: string;
  readonly bodyHash: SpecHash;
  readonly job: JobKey;
  readonly target: Side;
  readonly targetName: string;
  readonly sender: string;
  readonly reason: string;
  readonly pinnedAt: Instant;
  /** When its first PUT was about to be sent: from then on its job may be there, whoever heard of it. Absent: none was. */
  readonly putAt?: Instant;
  readonly outcome: RequestOutcome;
};
