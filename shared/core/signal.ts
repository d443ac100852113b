import type { Side } from './ids.ts';
import type { Instant, Millis } from './time.ts';

/** Sources are independent only across groups: two of one group fail together, and count once. */
export const groups = ['provider', 'our-view', 'second-view', 'operator'] as const;
export type Group = (typeof groups)[number];

type Heard = {
  /** When we first heard of this state, by our clock, if it has counted ever since: the beginning of the evidence. */
  readonly since: Instant;
  /** When we last heard of it, by our clock: the age of the evidence. */
  readonly receivedAt: Instant;
};

/** Maintenance, UserInitiated, synthetic, informational: recorded, never evidence. */
type Weight = { readonly counts: true } | { readonly counts: false; readonly why: string };

/** An alert that somebody else's watch sent us. It says when it ends, so that its latest state is the truth. */
type Alerted = Heard &
  Weight & {
    readonly side: Side;
    /** The incident's trackingId, the resource's id or the test's name: one row, of which the latest state counts. */
    readonly subject: string;
    readonly state: 'active' | 'resolved';
    readonly title: string;
    /** The sender's clock: orders the states of one subject. */
    readonly submittedAt: Instant;
  };

/** Azure speaking of itself. */
export type ProviderSignal = Alerted & {
  readonly group: 'provider';
  readonly source: 'service-health' | 'resource-health';
};

/** An observer outside the witness region: an availability test of Azure Monitor, which asks from several places. */
export type SecondViewSignal = Alerted & { readonly group: 'second-view'; readonly source: 'availability-test' };

/** A person who says how a workspace is, without starting anything. */
export type OperatorSignal = Alerted & { readonly group: 'operator'; readonly source: 'operator' };

export type ProbeState = 'alive' | 'unreachable' | 'throttled' | 'refused' | 'no-token';
export type ProbeOutcome = { readonly state: ProbeState; readonly at: Instant };

/** The last answer to a question that we ask every minute from the witness region. */
export type ProbeSignal = Heard & {
  readonly group: 'our-view';
  readonly source: 'probe';
  readonly side: Side;
  /** The workspace's own resource provider, or the blob endpoint of its storage account. */
  readonly subject: 'control-plane' | 'storage';
  readonly state: ProbeState;
  readonly detail: string;
  /** The answers before this one, newest first: how many failed in a row. Absent on the first. */
  readonly earlier?: readonly ProbeOutcome[];
};

/** A question whose answer depends on neither workspace: if it fails, we are the one who is cut off. */
export type WitnessSignal = Heard & {
  readonly group: 'our-view';
  readonly source: 'probe';
  readonly side: 'witness';
  readonly subject: 'control-endpoint';
  readonly state: ProbeState;
  readonly detail: string;
  readonly earlier?: readonly ProbeOutcome[];
};

/** What the ledger and our own calls say about a workspace whose control plane may well answer: grey failures. */
export type GreySignal = Heard & {
  readonly group: 'our-view';
  readonly source: 'failure-burst' | 'silence' | 'stuck-jobs' | 'arm-errors';
  readonly side: Side;
  readonly subject: 'jobs' | 'calls';
  readonly state: 'failing' | 'well';
  readonly detail: string;
};

/** One observation from one source about one workspace. */
export type Signal = ProviderSignal | SecondViewSignal | OperatorSignal | ProbeSignal | WitnessSignal | GreySignal;
export type AlertedSignal = ProviderSignal | SecondViewSignal | OperatorSignal;

/** As many as the largest number of probes that a policy may ask for, twice: failed ones, then good ones. */
const mostEarlier = 20;

/** When a signal was true: alerts by the sender's clock, what we saw ourselves by our own. */
export function saidAt(signal: Signal): Instant {
  return isAlerted(signal) ? signal.submittedAt : signal.receivedAt;
}

export function isAlerted(signal: Signal): signal is AlertedSignal {
  return signal.group !== 'our-view';
}

/**
 * What is kept of a subject after one more signal of it. An older word never replaces a newer one; a newer one of the
 * same state keeps its beginning, unless the word before it no longer counts: an end may have been lost in between, so
 * what is said now is said for the first time. An alert that is delivered again says nothing new, so the evidence is no
 * fresher for it; an end that was submitted with its beginning, or is told again, is still the end.
 * @param age how long a word of this source counts.
 */
export function latestOf(kept: Signal, signal: Signal, age: Millis): Signal {
  if (!isNews(kept, signal)) return kept;
  const goesOn = sameState(kept, signal) && signal.receivedAt - kept.receivedAt <= age;
  const next = goesOn ? { ...signal, since: kept.since } : signal;
  if (next.source !== 'probe' || kept.source !== 'probe') return next;
  const before: ProbeOutcome = { state: kept.state, at: kept.receivedAt };
  return { ...next, earlier: [before, ...(kept.earlier ?? [])].slice(0, mostEarlier) };
}

/** Whether a signal says more about its subject than what is known of it already. */
export function isNews(known: Signal, signal: Signal): boolean {
  const bySender = saidAt(signal) - saidAt(known);
  return bySender === 0 ? calm(signal) > calm(known) : bySender > 0;
}

/** Of two words of one instant the one that accuses less is believed, whichever came first. */
function calm(signal: Signal): number {
  if (!isAlerted(signal)) return 0;
  if (signal.state === 'resolved') return 2;
  return signal.counts ? 0 : 1;
}

/** An incident that begins or ceases to count is another state: only what counts is evidence. */
function sameState(one: Signal, other: Signal): boolean {
  if (isAlerted(one) && isAlerted(other) && one.counts !== other.counts) return false;
  return one.state === other.state;
}

/** One row per side, source and subject, in any letter case. */
export function subjectOf(signal: Signal): string {
  return `${signal.side} ${signal.source} ${signal.subject.toLowerCase()}`;
}
