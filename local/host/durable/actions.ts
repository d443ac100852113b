// What an orchestrator asked for, as durable-functions 3.5.0 writes it down (schema V3). The numbers are the protocol's.

export const ACTION = {
  callActivity: 0,
  callActivityWithRetry: 1,
  callSubOrchestrator: 2,
  callSubOrchestratorWithRetry: 3,
  continueAsNew: 4,
  createTimer: 5,
  waitForExternalEvent: 6,
  whenAny: 11,
  whenAll: 12,
} as const;

export interface RetryOptions {
  readonly firstRetryIntervalInMilliseconds: number;
  readonly maxNumberOfAttempts: number;
  readonly backoffCoefficient?: number;
  readonly maxRetryIntervalInMilliseconds?: number;
}

export interface ActivityAction {
  readonly actionType: 0 | 1;
  readonly functionName: string;
  /** Strings arrive JSON-encoded once more. */
  readonly input?: unknown;
  readonly retryOptions?: RetryOptions;
}
export interface SubOrchestratorAction {
  readonly actionType: 2 | 3;
  readonly functionName: string;
  readonly input?: unknown;
  readonly instanceId?: string;
  readonly version?: string;
  readonly retryOptions?: RetryOptions;
}
export interface ContinueAsNewAction {
  readonly actionType: 4;
  readonly input?: unknown;
}
export interface TimerAction {
  readonly actionType: 5;
  readonly fireAt: string;
  readonly isCanceled: boolean;
}
export interface ExternalEventAction {
  readonly actionType: 6;
  readonly externalEventName: string;
}
export interface CompoundAction {
  readonly actionType: 11 | 12;
  readonly compoundActions: readonly Action[];
}
export type Action =
  | ActivityAction
  | SubOrchestratorAction
  | ContinueAsNewAction
  | TimerAction
  | ExternalEventAction
  | CompoundAction;

/** The answer of an orchestrator function. `actions[0]` is everything since the start of the execution. */
export interface OrchestratorState {
  readonly isDone: boolean;
  readonly actions: readonly (readonly Action[])[];
  readonly output?: unknown;
  readonly customStatus?: unknown;
  readonly error?: string;
}
