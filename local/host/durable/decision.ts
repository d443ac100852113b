import { EVENT, type HistoryEvent } from './history.ts';

/** Something that an execution schedules, under the id that it reserved. */
export type DecisionBody =
  | { readonly kind: 'activity'; readonly name: string; readonly input: unknown }
  | {
      readonly kind: 'orchestration';
      readonly name: string;
      readonly input: unknown;
      readonly instanceId: string | undefined;
      readonly version: string;
    }
  /** `fireAt` in milliseconds since 1970. */
  | { readonly kind: 'timer'; readonly fireAt: number };
export type Decision = DecisionBody & { readonly id: number };

const KIND: Readonly<Record<number, { readonly kind: Decision['kind']; readonly words: string }>> = {
  [EVENT.taskScheduled]: { kind: 'activity', words: 'an activity task' },
  [EVENT.timerCreated]: { kind: 'timer', words: 'a timer task' },
  [EVENT.subOrchestrationCreated]: { kind: 'orchestration', words: 'a sub-orchestration task' },
};

/**
 * Holds what the history says was scheduled against what the orchestrator schedules now under the same id.
 * @returns why they differ, in the words of the durable extension, or undefined when they agree.
 */
export function decisionMismatch(scheduled: HistoryEvent, now: Decision | undefined): string | undefined {
  const then = KIND[scheduled.EventType];
  const what = `${then?.words ?? 'a task'} with sequence ID ${scheduled.EventId}`;
  const named = scheduled.Name === undefined ? '' : ` and name '${scheduled.Name}'`;
  const prefix = `Non-Deterministic workflow detected: A previous execution of this orchestration scheduled ${what}${named}`;
  if (now === undefined) {
    return `${prefix}, but the current replay execution hasn't (yet?) scheduled this task. Was a change made to the orchestrator code after this instance had already started running?`;
  }
  if (now.kind !== then?.kind) {
    return `${prefix}, but the current orchestration replay instead scheduled a ${now.kind} task at this location. Was a change made to the orchestrator code after this instance had already started running?`;
  }
  if (now.kind !== 'timer' && now.name !== scheduled.Name) {
    return `${prefix}, but the current orchestration replay instead scheduled a task named '${now.name}'. Was a change made to the orchestrator code after this instance had already started running?`;
  }
  return undefined;
}
