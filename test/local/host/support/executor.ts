import { createRequire } from 'node:module';
import type { OrchestrationContext, Task } from 'durable-functions';
import type { OrchestratorState } from '../../../../local/host/durable/actions.ts';
import type { HistoryEvent } from '../../../../local/host/durable/history.ts';

type Handler = (context: OrchestrationContext) => Generator<Task, unknown, never>;
interface Orchestrator {
  handle(trigger: unknown, context: unknown): Promise<OrchestratorState>;
}

const require = createRequire(import.meta.url);
const real = require('durable-functions/lib/src/orchestrations/Orchestrator.js') as {
  Orchestrator: new (handler: Handler) => Orchestrator;
};

/** One replay by durable-functions' own executor, without any host around it. */
export async function executeOnce(
  handler: Handler,
  input: unknown,
  history: readonly HistoryEvent[],
): Promise<{ state: OrchestratorState; ids: number }> {
  const context: { df?: { taskOrchestratorExecutor: { sequenceNumber: number } } } = {};
  const trigger = {
    history: history.map((each) => ({ ...each, Timestamp: new Date(each.Timestamp) })),
    input,
    instanceId: 'i',
    isReplaying: false,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 2,
    longRunningTimerIntervalDuration: '3.00:00:00',
    maximumShortTimerDuration: '6.00:00:00',
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  };
  let state: OrchestratorState;
  try {
    state = await new real.Orchestrator(handler).handle(trigger, context);
  } catch (error) {
    const [, data] = (error as Error).message.split('$OutOfProcData$:');
    if (data === undefined) throw error;
    state = JSON.parse(data) as OrchestratorState;
  }
  return {
    state: JSON.parse(JSON.stringify(state)) as OrchestratorState,
    ids: context.df?.taskOrchestratorExecutor.sequenceNumber ?? -1,
  };
}
