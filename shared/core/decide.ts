import type { Reason } from './reason.ts';
import type { Side } from './ids.ts';
import type { Instant } from './time.ts';

/** What to do about a pair, and why. Kept with its evidence whenever it changes, also when it is not to act. */
export type Decision = {
  readonly decision: 'hold' | 'ask' | 'fail-over';
  readonly reason: Reason;
  readonly at: Instant;
  /** The workspace that is judged: the active one. */
  readonly side: Side;
  readonly assessment: 'healthy' | 'suspect' | 'down' | 'blind';
  readonly evidence: readonly string[];
  /** When the first of the evidence reached us. */
  readonly evidenceSince?: Instant;
};
