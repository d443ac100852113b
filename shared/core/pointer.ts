import type { Fence, JobKey, PairName, RunId, Side } from './ids.ts';
import type { Reason } from './reason.ts';
import type { Instant } from './time.ts';

export type RunKind = 'failover' | 'failback' | 'evacuate' | 'drill';
export type RunMode = 'forced' | 'planned';

/** Whether a run of that kind moves the pointer. The others take the epoch as they find it. */
export function switches(kind: RunKind): boolean {
  return kind === 'failover' || kind === 'failback';
}

/**
 * Whether a run may take a pair that another one holds. A drill is never what stands in the way of the real thing: its
 * instance meets a newer claim, stops, and a timer puts its canaries away.
 */
export function givesWay(held: Pick<RunOrder, 'kind'>, to: RunKind): boolean {
  return held.kind === 'drill' && to !== 'drill';
}

/** The run that holds the pair, if one does that stands in the way of a run that moves jobs. */
export function openRunOf(claim: Claim | undefined): RunId | undefined {
  return claim === undefined || claim.state === 'ended' || claim.order.kind === 'drill' ? undefined : claim.order.run;
}

/** The side that is active when such a run begins: an evacuation goes to it, all others lead away from it. */
export function activeAtStart(order: Pick<RunOrder, 'kind' | 'source' | 'target'>): Side {
  return order.kind === 'evacuate' ? order.target : order.source;
}

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
  /** The proposal that has become this run. */
  readonly proposal?: string;
  /** `finish`: jobs in flight end where they are, and only the pointer moves. Absent: they are moved. */
  readonly inFlight?: 'finish';
  /** A failback that undoes: copies whose origins still run are cancelled, and the origins go on. Absent: copies stay. */
  readonly keep?: 'origins';
  /** Only these jobs; absent: all of the source. */
  readonly only?: JobChoice;
  /** The run whose items are tried again. */
  readonly retryOf?: RunId;
};

/** Jobs of a partial run: one that is named, or is in a named experiment, or carries every tag. */
export type JobChoice = {
  readonly jobs?: readonly JobKey[];
  /** With `*` for any text. */
  readonly experiments?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
};

/** The row that makes a run the only one of its pair. */
export type Claim = {
  readonly pair: PairName;
  readonly order: RunOrder;
  readonly fence: Fence;
  readonly state: 'open' | 'stalled' | 'ended';
  /** Drawn by whoever claimed, who knows by it a claim whose answer was lost for its own; absent in rows of before. */
  readonly nonce?: string;
  /**
   * Somebody wants it to stop. It stands in the claim, whose ETag is part of the switch transaction: so a cancelled run
   * can no longer switch, and a run that has switched knows that it was cancelled afterwards.
   */
  readonly cancelled?: { readonly by: string; readonly at: Instant };
};
