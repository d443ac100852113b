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
      /** Our clock: the age of the evidence. */
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
      readonly receivedAt: Instant;
    }
  | {
      readonly group: 'our-view';
      readonly source: 'probe';
      readonly side: Side;
      readonly subject: 'control-plane';
      readonly state: 'alive' | 'unreachable' | 'throttled' | 'refused' | 'no-token';
      readonly detail: string;
      readonly receivedAt: Instant;
    };
