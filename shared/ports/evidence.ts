import type { Decision } from '../core/decide.ts';
import type { CallCount } from '../core/grey.ts';
import type { PairName, Side } from '../core/ids.ts';
import type { listen } from '../core/listening.ts';
import type { Reason } from '../core/reason.ts';
import type { Signal } from '../core/signal.ts';
import type { Instant } from '../core/time.ts';

/* What judgement rests on, and what it leaves behind. */

export type Reached =
  /** Somebody answered, be it with a refusal: there is a service behind the address. */
  | { readonly kind: 'alive'; readonly status: number }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'unreachable'; readonly reason: Reason };

/** Questions that need no token and no workspace. Each has a deadline. */
export type Reach = {
  /** The blob endpoint of a storage account. */
  storage(account: string): Promise<Reached>;
  /** What depends on neither workspace: if it fails, we are the one who is cut off. */
  controlEndpoint(): Promise<Reached>;
};

/** What our calls to the workspaces came to, whichever process of the app made them. Probes are not among them. */
export type Calls = {
  /** Keeps what this process has counted since the last time, where a call has failed lately. Nothing else is written. */
  keep(): Promise<void>;
  counts(pair: PairName): Promise<Readonly<Record<Side, readonly CallCount[]>>>;
};

export type Signals = {
  /** One row per source and subject; an older one never overwrites a newer one. */
  put(pair: PairName, signal: Signal): Promise<void>;
  list(pair: PairName, since: Instant): Promise<readonly Signal[]>;
  /** Everything that was heard in a time, both ends included, oldest first: at most `top` signals, the oldest of them. */
  history(pair: PairName, from: Instant, to: Instant, top: number): Promise<readonly Signal[]>;
  /** Forgets what was heard before the instant; some of it, if there is much. @returns how many signals. */
  forget(pair: PairName, before: Instant): Promise<number>;
  /** Notes that somebody looks now, over what was noted before. */
  listen(pair: PairName, look: Parameters<typeof listen>[1]): Promise<ReturnType<typeof listen>>;
  putDecision(pair: PairName, decision: Decision): Promise<void>;
  decisions(pair: PairName, top: number): Promise<readonly Decision[]>;
};

export type AuditEntry = {
  readonly at: Instant;
  readonly who: string;
  readonly what: string;
  readonly outcome: Reason;
  readonly pair?: PairName;
};
export type Audit = {
  add(entry: AuditEntry): Promise<void>;
  list(pair: PairName | undefined, top: number): Promise<readonly AuditEntry[]>;
};
