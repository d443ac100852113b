// The history of an orchestration, in the spelling that durable-functions reads.

export const EVENT = {
  executionStarted: 0,
  executionCompleted: 1,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  subOrchestrationCreated: 7,
  subOrchestrationCompleted: 8,
  subOrchestrationFailed: 9,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  orchestratorCompleted: 13,
  eventRaised: 15,
} as const;

/** One event. Which of the optional fields are there depends on `EventType`. */
export interface HistoryEvent {
  readonly EventType: number;
  /** The id that a scheduled task, timer or sub-orchestration reserved; -1 for all else. */
  readonly EventId: number;
  readonly IsPlayed: boolean;
  /** ISO time. */
  readonly Timestamp: string;
  readonly Name?: string;
  readonly Version?: string;
  /** JSON text. */
  readonly Input?: string | null;
  /** JSON text, `"null"` for none. */
  readonly Result?: string;
  readonly Reason?: string;
  readonly Details?: string;
  readonly TaskScheduledId?: number;
  readonly TimerId?: number;
  readonly FireAt?: string;
  readonly InstanceId?: string;
  readonly OrchestrationInstance?: { readonly InstanceId: string; readonly ExecutionId: string };
  readonly OrchestrationStatus?: string;
}

type Fields = Omit<HistoryEvent, 'EventType' | 'EventId' | 'IsPlayed' | 'Timestamp'>;

/** @param at milliseconds since 1970. */
export function event(type: number, at: number, fields: Fields = {}, id = -1): HistoryEvent {
  return { EventType: type, EventId: id, IsPlayed: false, Timestamp: new Date(at).toISOString(), ...fields };
}
