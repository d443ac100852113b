import type { Fence, JobKey, PairName, RunId, SpecHash } from './ids.ts';
import type { DrillProgress } from './drill/progress.ts';
import type { Claim, RunOrder } from './pointer.ts';
import type { Reason } from './reason.ts';
import type { Instant } from './time.ts';

/** Where a run stands, in the order in which it gets there. */
export const runStates = [
  'claimed',
  'switching',
  'announcing',
  'planning',
  'judging',
  'trying',
  'releasing',
  'resubmitting',
  'sweeping',
  'verifying',
  'reporting',
  'ended',
] as const;
export type RunState = (typeof runStates)[number];

export type Counts = {
  readonly planned: number;
  readonly releasing: number;
  readonly released: number;
  readonly submitting: number;
  readonly submitted: number;
  readonly recalling: number;
  readonly verified: number;
  readonly skipped: number;
  readonly blocked: number;
  readonly failed: number;
  readonly superseded: number;
};
export const noCounts: Counts = {
  planned: 0,
  releasing: 0,
  released: 0,
  submitting: 0,
  submitted: 0,
  recalling: 0,
  verified: 0,
  skipped: 0,
  blocked: 0,
  failed: 0,
  superseded: 0,
};

/** The run's own row: how far it got. Every write of it carries the writer's fence. */
export type Run = {
  readonly pair: PairName;
  readonly order: RunOrder;
  readonly fence: Fence;
  readonly state: RunState;
  /** The epoch under which its jobs are named: set by the switch. */
  readonly epoch?: number;
  readonly switchedAt?: Instant;
  readonly announcedAt?: Instant;
  readonly plannedAt?: Instant;
  /** When the origins were last asked whether they have ended. */
  readonly releasedAt?: Instant;
  readonly sweptAt?: Instant;
  readonly verifiedAt?: Instant;
  readonly endedAt?: Instant;
  /** Since the end of the run its source answers again, and all that it has was looked at. */
  readonly sourceReconciledAt?: Instant;
  /** Items that are not settled; absent: none was looked at yet. */
  readonly unsettled?: number;
  /** Every origin of it has a settlement: its source is no longer quarantined. */
  readonly settledAt?: Instant;
  /** Of a drill: its canaries, and in the end what came of it. */
  readonly drill?: DrillProgress;
  /** As the claim had it: the claim is written over by the next run. */
  readonly cancelled?: Claim['cancelled'];
  readonly counts: Counts;
  /** Items, by their ranks, whose own rows could not be written: what stands there, as that version, is older than this. */
  readonly unwritten?: Readonly<Record<string, { readonly pause: Pause; readonly etag: string }>>;
};

export type Outcome = 'verified' | 'skipped' | 'blocked' | 'failed' | 'superseded';

/** Where one job of a run stands (invariant 3: the name is fixed before the PUT that uses it). */
export type ItemState =
  | { readonly kind: 'planned' }
  /**
   * A planned move: the origin is asked to end, and submitted only when a GET shows it terminal (invariant 9).
   * `askedAt`: when a cancel was last accepted; absent while none was.
   */
  | { readonly kind: 'releasing'; readonly since: Instant; readonly askedAt?: Instant }
  /** The origin was seen terminal; nothing else stands in the way of its copy. */
  | { readonly kind: 'released'; readonly status: string; readonly at: Instant }
  | {
      readonly kind: 'submitting';
      readonly targetName: string;
      readonly attempt: number;
      readonly fence: Fence;
      readonly at: Instant;
    }
  | {
      readonly kind: 'submitted';
      readonly targetName: string;
      readonly attempt: number;
      readonly how: 'created' | 'adopted';
      readonly at: Instant;
    }
  /**
   * A copy that was created without an answer and never came to life: it is asked to end, and only when a GET shows it
   * terminal does the next attempt begin.
   */
  | {
      readonly kind: 'recalling';
      readonly targetName: string;
      readonly attempt: number;
      readonly since: Instant;
      readonly askedAt?: Instant;
      /** The last word to a cancel: only one that found it ended, or not at all, makes an absence more than a slip. */
      readonly answer?: 'accepted' | 'ended' | 'absent';
    }
  | {
      readonly kind: 'ended';
      readonly outcome: 'verified';
      readonly targetName: string;
      readonly attempt: number;
      readonly status: string;
      readonly at: Instant;
    }
  | {
      readonly kind: 'ended';
      readonly outcome: Exclude<Outcome, 'verified'>;
      readonly reasons: readonly [Reason, ...Reason[]];
      readonly targetName?: string;
      readonly at: Instant;
    };

/** Who of origin and copy lives on (invariant 9). Absent: the origin's workspace was not asked yet. */
export type Settlement =
  /** Nothing is to be done yet: an end that is coming decides. */
  | { readonly kind: 'waiting'; readonly reason: Reason; readonly since: Instant }
  /** An intent to cancel, judged again whenever it can be delivered, and done only when a GET shows the end. */
  | {
      readonly kind: 'cancelling';
      readonly which: 'origin' | 'copy';
      readonly reason: Reason;
      readonly since: Instant;
      readonly askedAt?: Instant;
    }
  | { readonly kind: 'settled'; readonly reason: Reason; readonly status: string; readonly at: Instant };

/** Tries of an item that came to nothing, one after the other. */
export type Pause = {
  /** The first of them. */
  readonly since: Instant;
  /** Until then it is left alone; absent where ARM said when its whole slice may go on. */
  readonly until?: Instant;
  /** How many of them threw. */
  readonly troubles?: number;
};

/** A copy that an earlier run made, or may have made, of the same job. */
export type EarlierTry = { readonly run: RunId; readonly targetName: string };

export type Item = {
  readonly run: RunId;
  /** Priority, then a hash of the job: it orders the items and is the same however often the job is planned. */
  readonly rank: string;
  readonly job: JobKey;
  readonly originName: string;
  readonly originId: string;
  readonly rootId: string;
  /** ARM id of the job that this one was a copy of, where it is one itself. */
  readonly copyOf?: string;
  readonly jobType?: string;
  readonly spec?: SpecHash;
  /** It came in after the first plan: its event was late. */
  readonly late: boolean;
  /** It had already failed when the run began: the outage's work. */
  readonly victim: boolean;
  readonly state: ItemState;
  /** Its last tries got no answer; absent as soon as one came to something. */
  readonly pause?: Pause;
  /** The last try of an earlier run at the same job: it is looked up before another name is used. */
  readonly before?: EarlierTry;
  /** Since when we want the end of the origin: from then on its end is our doing and nobody's wish. */
  readonly askedToEnd?: Instant;
  /** What became of the origin, or of the two of them, once its workspace could be asked again. */
  readonly settlement?: Settlement;
  /** What the copy was last seen as, until it ends or its watch is over. */
  readonly copy?: { readonly status: string; readonly at: Instant };
};
