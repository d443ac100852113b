import type { Reason } from '../reason.ts';
import type { Instant } from '../time.ts';
import type { Canary } from './canary.ts';
import type { DrillCode } from './codes.ts';

/** What a drill has done beyond judging the jobs; part of its run. Absent until its canaries were planned. */
export type DrillProgress = {
  readonly canaries: readonly Canary[];
  readonly plannedAt: Instant;
  /** When canaries that have not ended are cancelled. */
  readonly giveUpAt: Instant;
  readonly result?: DrillResult;
};

export type DrillResult = {
  readonly passed: boolean;
  /** Why it has not passed, all of it; of one that has passed, nothing. */
  readonly reasons: readonly Reason<DrillCode>[];
  readonly at: Instant;
};
