import type { Brake } from '../core/brake.ts';
import type { Decision } from '../core/decide.ts';
import type { CallCount } from '../core/grey.ts';
import type { PairName, Side } from '../core/ids.ts';
import type { listen } from '../core/listening.ts';
import type { ProposalAnswer, ProposalRecord } from '../core/proposal-record.ts';
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
  /**
   * One row per source and subject; an older one never overwrites a newer one, and one of the same state goes on where
   * the one before it still counts.
   */
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

export type Versioned<Row> = { readonly row: Row; readonly etag: string };
type Written = { readonly kind: 'written'; readonly etag: string } | { readonly kind: 'lost' };

/** What was proposed for each pair, and what became of it. Every write names the version it read. */
export type Proposals = {
  /** The newest of the pair: the only one that may be open. */
  latest(pair: PairName): Promise<Versioned<ProposalRecord> | undefined>;
  get(pair: PairName, proposal: string): Promise<Versioned<ProposalRecord> | undefined>;
  /** The newest first. */
  list(pair: PairName, top: number): Promise<readonly ProposalRecord[]>;
  /** `lost`: it is there already. */
  insert(record: ProposalRecord): Promise<Written>;
  update(record: ProposalRecord, etag: string): Promise<Written>;
  /** Keeps what a person said and what it makes of the proposal, both or neither: of two answers one is lost. */
  answer(record: ProposalRecord, answer: ProposalAnswer, etag: string): Promise<'written' | 'lost'>;
};

/** The brake of each pair. */
export type Brakes = {
  read(pair: PairName): Promise<Brake>;
  /** Changes it over whatever others write meanwhile. Nothing is written where the function gives back what it got. */
  change(pair: PairName, next: (brake: Brake) => Brake): Promise<{ readonly before: Brake; readonly after: Brake }>;
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
