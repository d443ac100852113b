import type { RegisteredFunction } from '../core.ts';
import type { TypedData } from '../core-types.ts';
import { InvocationError, type Invoker } from '../invoke.ts';
import { messageOf } from '../log.ts';
import type { OrchestratorState } from './actions.ts';
import type { HistoryEvent } from './history.ts';
import type { Instance } from './store.ts';

/** What the orchestrator function answered to a history. */
export type Turn =
  /** `ids`: how many task ids durable-functions handed out. */
  | { readonly kind: 'state'; readonly state: OrchestratorState; readonly ids: number }
  /** The function failed outside durable-functions' executor: there are no actions to go by. */
  | { readonly kind: 'broken'; readonly error: string };

const FAILURE_MARKER = '\n\n$OutOfProcData$:';

/** Calls an orchestrator function with the whole history of its current execution, old and new. */
export async function callOrchestrator(
  invoker: Invoker,
  target: RegisteredFunction,
  instance: Instance,
  history: readonly HistoryEvent[],
): Promise<Turn> {
  const trigger = JSON.stringify({
    history,
    input: instance.input === null ? null : (JSON.parse(instance.input) as unknown),
    instanceId: instance.id,
    isReplaying: false,
    parentInstanceId: instance.parent,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 2,
    longRunningTimerIntervalDuration: '3.00:00:00',
    maximumShortTimerDuration: '6.00:00:00',
    // The misspelling is the protocol's.
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  });
  try {
    const { response, context } = await invoker.invoke(target, { data: { string: trigger } });
    const state = JSON.parse(jsonOf(response.returnValue)) as OrchestratorState;
    return { kind: 'state', state, ids: idsOf(context) };
  } catch (error) {
    const message = messageOf(error);
    const marker = message.indexOf(FAILURE_MARKER);
    if (marker < 0 || !(error instanceof InvocationError)) return { kind: 'broken', error: message };
    const state = JSON.parse(message.slice(marker + FAILURE_MARKER.length)) as OrchestratorState;
    // durable-functions leaves out an empty message, and with it the sign that the orchestrator failed.
    return { kind: 'state', state: { ...state, error: state.error ?? '' }, ids: idsOf(error.context) };
  }
}

function idsOf(context: unknown): number {
  const { df } = context as { df?: { taskOrchestratorExecutor?: { sequenceNumber?: number } } };
  return df?.taskOrchestratorExecutor?.sequenceNumber ?? 0;
}

/** The JSON text of a value that a function returned, `null` for none. */
export function jsonOf(data: TypedData | null | undefined): string {
  if (data === null || data === undefined) return 'null';
  if (typeof data.json === 'string') return data.json;
  if (typeof data.string === 'string') return JSON.stringify(data.string);
  if (data.bytes !== null && data.bytes !== undefined)
    return JSON.stringify(Buffer.from(data.bytes).toString('base64'));
  return JSON.stringify(data.int ?? data.double ?? null);
}
