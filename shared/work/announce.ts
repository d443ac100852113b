import type { PairName } from '../core/ids.ts';
import type { JsonObject } from '../core/json.ts';
import type { Instant } from '../core/time.ts';
import type { Deps } from './deps.ts';

/** The events that other services follow; each is `AzureML.Failover.<type>` on the custom topic. */
export type EventType =
  | 'DecisionMade'
  | 'ApprovalRequired'
  | 'RunStarted'
  | 'ActiveWorkspaceChanged'
  | 'JobsResubmitted'
  | 'CopyFailedLater'
  | 'RunCompleted'
  | 'ReadinessChanged';

export type Announcement = {
  readonly type: EventType;
  readonly pair: PairName;
  /** What of the pair it is about, behind `pairs/<pair>`: empty, or begins with a slash. */
  readonly about: string;
  /** Derived, so that a repeated event can be told from a new one. */
  readonly id: string;
  readonly at: Instant;
  readonly data: JsonObject;
};

/** Tells the world. A topic that cannot be reached never holds up the work: it is logged, and kept in the audit. */
export async function announce(deps: Deps, { type, pair, about, id, at, data }: Announcement): Promise<void> {
  const result = await deps.announcer.publish({
    type: `AzureML.Failover.${type}`,
    subject: `pairs/${pair}${about}`,
    id,
    at,
    data: { pair, ...data },
  });
  if (result.kind === 'published') return;
  const { code, message } = result.reason;
  deps.log.error('event.not-published', { type, id, code, message });
  await deps.audit.add({
    at: deps.clock.now(),
    who: 'automation',
    what: `announce ${type} ${id}`,
    outcome: result.reason,
    pair,
  });
}
