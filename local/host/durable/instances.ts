import { randomUUID } from 'node:crypto';
import { EVENT, event } from './history.ts';
import { isEnded, type Instance, type Store } from './store.ts';

/** An execution id, in .NET's "N" format. */
export function newExecution(): string {
  return randomUUID().replaceAll('-', '');
}

export interface NewInstance {
  readonly id: string;
  readonly name: string;
  /** JSON text, or null. */
  readonly input: string | null;
  readonly version?: string;
  readonly parent?: { readonly id: string; readonly exec: string; readonly task: number };
}

/**
 * Puts a new instance in place of an ended one, or where there was none. Call it inside a transaction.
 * @returns false when an instance of that id has not ended.
 */
export function createInstance(store: Store, now: number, start: NewInstance): boolean {
  const former = store.instance(start.id);
  if (former !== undefined && !isEnded(former.status)) return false;
  const row: Instance = {
    ...{ id: start.id, name: start.name, exec: newExecution(), status: 'Pending', version: start.version ?? '' },
    ...{ input: start.input, output: null, custom: null, created: now, updated: now },
    ...{ parent: start.parent?.id ?? null, parentExec: start.parent?.exec ?? null },
    parentTask: start.parent?.task ?? null,
  };
  store.putInstance(row);
  postStart(store, row, now, now);
  return true;
}

/** The message that makes an execution start. `order` decides which of several waiting messages comes first. */
export function postStart(store: Store, row: Instance, now: number, order: number): void {
  const started = event(EVENT.executionStarted, now, {
    Name: row.name,
    Version: row.version,
    Input: row.input,
    OrchestrationInstance: { InstanceId: row.id, ExecutionId: row.exec },
  });
  store.post(row.id, row.exec, order, started);
}

/** Ends an instance and tells its parent. Call it inside a transaction. `output` is JSON text. */
export function endInstance(
  store: Store,
  now: number,
  row: Instance,
  status: 'Completed' | 'Failed' | 'Terminated',
  output: string,
): void {
  store.updateInstance(row.id, { status, output, updated: now });
  // Timers that lost their race and events that nobody read die with the instance.
  store.dropMessages(row.id);
  if (row.parent === null || row.parentExec === null || row.parentTask === null) return;
  const result =
    status === 'Completed'
      ? event(EVENT.subOrchestrationCompleted, now, { TaskScheduledId: row.parentTask, Result: output })
      : event(EVENT.subOrchestrationFailed, now, {
          TaskScheduledId: row.parentTask,
          Reason: String(JSON.parse(output)),
          Details: '',
        });
  const parent = store.instance(row.parent);
  if (parent?.exec === row.parentExec && !isEnded(parent.status)) store.post(row.parent, row.parentExec, now, result);
}
