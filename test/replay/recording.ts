import type { HistoryEvent } from '../../local/host/durable/history.ts';
import { EVENT } from '../../local/host/durable/history.ts';
import type { RunningHost } from '../../local/host/host.ts';

/** One execution of one instance, as the durable engine has kept it: what Azure would replay. */
export type Execution = {
  readonly orchestrator: string;
  readonly instanceId: string;
  readonly input: unknown;
  readonly history: readonly HistoryEvent[];
};

/** Every execution of every instance of one story, in the order in which they began. */
export type Recording = {
  readonly story: string;
  /** Kind, mode and state of each run, so that a person sees what was recorded. */
  readonly runs: readonly string[];
  readonly executions: readonly Execution[];
};

/** Keeps what a host forgets: the history of an execution goes when it continues as new. */
export function createRecorder(durable: RunningHost['durable']): { look(): void; executions(): Execution[] } {
  const kept = new Map<string, Execution>();
  return {
    look() {
      for (const { name, instanceId, input } of durable.list()) {
        const history = durable.history(instanceId);
        const started = history.find(({ EventType }) => EventType === EVENT.executionStarted);
        if (started === undefined) continue;
        // Each execution begins at another moment, or under another id.
        const key = `${instanceId} ${started.OrchestrationInstance?.ExecutionId ?? started.Timestamp}`;
        kept.set(key, { orchestrator: name, instanceId, input, history });
      }
    },
    executions: () => [...kept.values()],
  };
}
