import type { Engine, Reached } from './engine.ts';
import type { HistoryEvent } from './history.ts';
import { instanceStatus, type InstanceStatus } from './status.ts';
import type { Store } from './store.ts';

/** Orchestrations for callers in the host's own process. Values are plain values, not JSON texts. */
export interface DurableInProcess {
  /**
   * @returns the instance id.
   * @throws Error when there is no such orchestrator, or an instance of that id has not ended.
   */
  start(name: string, input?: unknown, id?: string): string;
  status(id: string): InstanceStatus | undefined;
  history(id: string): HistoryEvent[];
  raise(id: string, name: string, value?: unknown): Reached;
  terminate(id: string, reason?: string): Reached;
  list(): InstanceStatus[];
}

export function durableInProcess(
  engine: Engine,
  store: Store,
  orchestratorName: (name: string) => string | undefined,
): DurableInProcess {
  return {
    start(name, input, id) {
      const known = orchestratorName(name);
      if (known === undefined) throw new Error(`There is no orchestrator '${name}'.`);
      const started = engine.start(known, jsonText(input), id);
      if (started === undefined) throw new Error(`The instance '${id}' has not ended.`);
      return started;
    },
    status(id) {
      const row = store.instance(id);
      return row === undefined ? undefined : instanceStatus(row);
    },
    history: (id) => store.history(id),
    raise: (id, name, value) => engine.raise(id, name, jsonText(value)),
    terminate: (id, reason = '') => engine.terminate(id, reason),
    list: () => store.instances({}).map((row) => instanceStatus(row)),
  };
}

function jsonText(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
