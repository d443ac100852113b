import type { Side } from './ids.ts';
import type { Instant } from './time.ts';

/**
 * One observation from one source about one workspace. Sources are independent only across groups: two of one group
 * fail together, and count once.
 */
export type Signal =
  | {
      readonly group: 'provider';
      readonly source: 'service-health' | 'resource-health';
      readonly side: Side;
      /** The incident's trackingId, or the resource's id in lower case: one row, of which the latest state counts. */
      readonly subject: string;
      readonly state: 'active' | 'resolved';
      readonly counts: true;
      readonly title: string;
      /** The sender's clock: orders the states of one subject. */
      readonly submittedAt: Instant;
      /** When we first heard of this state, by our clock: the beginning of the evidence. */
      readonly since: Instant;
      /** When we last heard of it, by our clock: the age of the evidence. */
      readonly receivedAt: Instant;
    }
  | {
      readonly group: 'provider';
      readonly source: 'service-health' | 'resource-health';
      readonly side: Side;
      readonly subject: string;
      readonly state: 'active' | 'resolved';
      /** Maintenance, UserInitiated, synthetic, informational: recorded, never evidence. */
      readonly counts: false;
      readonly why: string;
      readonly title: string;
      readonly submittedAt: Instant;
      readonly since: Instant;
      readonly receivedAt: Instant;
    }
  | {
      readonly group: 'our-view';
      readonly source: 'probe';
      readonly side: Side;
      readonly subject: 'control-plane';
      readonly state: 'alive' | 'unreachable' | 'throttled' | 'refused' | 'no-token';
      readonly detail: string;
      readonly since: Instant;
      readonly receivedAt: Instant;
    };

/** When a signal was true: provider signals by the sender's clock, ours by our own. */
export function saidAt(signal: Signal): Instant {
  return signal.group === 'provider' ? signal.submittedAt : signal.receivedAt;
}

/**
 * What is kept of a subject after one more signal of it. An older word never replaces a newer one; a newer one of the
 * same state keeps its beginning.
 */
export function latestOf(kept: Signal, signal: Signal): Signal {
  if (saidAt(kept) > saidAt(signal)) return kept;
  return sameState(kept, signal) ? { ...signal, since: kept.since } : signal;
}

/** An incident that begins or ceases to count is another state: only what counts is evidence. */
function sameState(one: Signal, other: Signal): boolean {
  if (one.group === 'provider' && other.group === 'provider' && one.counts !== other.counts) return false;
  return one.state === other.state;
}
