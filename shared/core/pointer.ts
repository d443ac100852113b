import type { Fence, PairName, RunId, Side } from './ids.ts';
import type { Reason } from './reason.ts';
import type { Instant } from './time.ts';

export type RunKind = 'failover' | 'failback' | 'evacuate' | 'drill';
export type RunMode = 'forced' | 'planned';

/** Which workspace of a pair is active. The epoch counts the switches and only grows. */
export type ActivePointer = {
  readonly pair: PairName;
  readonly active: Side;
  readonly epoch: number;
  readonly since: Instant;
  readonly reason: Reason;
  readonly by: string;
  /** The run whose switch wrote this; absent at epoch 0. */
  readonly run?: RunId;
};

/** What was decided when a run was claimed; it never changes afterwards. */
export type RunOrder = {
  readonly run: RunId;
  readonly kind: RunKind;
  readonly mode: RunMode;
  readonly source: Side;
  readonly target: Side;
  readonly reason: Reason;
  /** `automation` or the caller's name. */
  readonly by: string;
  readonly claimedAt: Instant;
  /** Jobs that ended since then by no operator's will are the outage's work. */
  readonly victimsSince: Instant;
  readonly idempotencyKey?: string;
};

/** The row that makes a run the only one of its pair. */
export type Claim = {
  readonly pair: PairName;
  readonly order: RunOrder;
  readonly fence: Fence;
  readonly state: 'open' | 'stalled' | 'ended';
};
