import type { Decision } from './decision.ts';
import { EVENT, event, type HistoryEvent } from './history.ts';
import { createInstance, endInstance, newExecution, postStart } from './instances.ts';
import type { Replay } from './shadow.ts';
import type { Verdict } from './verdict.ts';
import { isEnded, type Instance, type Message, type Store, type Work } from './store.ts';

export interface Episode {
  readonly instance: Instance;
  readonly messages: readonly Message[];
  readonly past: readonly HistoryEvent[];
  readonly fresh: readonly HistoryEvent[];
  /** The episode's time, in milliseconds since 1970. */
  readonly at: number;
  readonly verdict: Verdict;
}

export interface Committed {
  readonly history: readonly HistoryEvent[];
  readonly work: readonly Work[];
  /** Instances that have something to read now. */
  readonly wake: readonly string[];
  /** This execution is over: the instance ended or continued as new. */
  readonly ended: boolean;
}

/**
 * Stores an episode whole: messages read, history, activities, timers, children, and the end if it is one.
 * @returns undefined when the instance was ended or replaced while the orchestrator ran: then nothing is stored.
 */
export function commit(store: Store, episode: Episode): Committed | undefined {
  return store.transaction(() => {
    const { instance, past, fresh, at, verdict } = episode;
    const current = store.instance(instance.id);
    if (current === undefined || current.exec !== instance.exec || isEnded(current.status)) return undefined;
    store.removeMessages(episode.messages);

    const work: Work[] = [];
    const wake: string[] = [];
    const events = [...fresh];
    if (verdict.kind === 'replayed') {
      for (const decision of verdict.replay.decisions) events.push(schedule(store, instance, decision, at, work, wake));
      if (verdict.custom !== undefined) store.updateInstance(instance.id, { custom: verdict.custom });
    }
    events.push(event(EVENT.orchestratorCompleted, at));
    const played = events.map((each) => ({ ...each, IsPlayed: true }));
    store.appendHistory(instance.id, past.length, played);
    const history = [...past, ...played];

    const next = outcome(verdict);
    if (next.kind === 'open') {
      const status = current.status === 'Pending' ? 'Running' : current.status;
      store.updateInstance(instance.id, { status, updated: at });
      return { history, work, wake, ended: false };
    }
    if (next.kind === 'again') {
      continueAsNew(store, current, at, next.continueAsNew);
      return { history: [], work, wake: [...wake, instance.id], ended: true };
    }
    const failed =
      next.kind === 'failed' ? JSON.stringify(`Orchestrator function '${instance.name}' failed: ${next.error}`) : '';
    const [status, output] =
      next.kind === 'failed' ? (['Failed', failed] as const) : (['Completed', next.output] as const);
    const completed = event(EVENT.executionCompleted, at, { OrchestrationStatus: status, Result: output });
    store.appendHistory(instance.id, history.length, [completed]);
    endInstance(store, at, current, status, output);
    return { history, work, wake: current.parent === null ? wake : [...wake, current.parent], ended: true };
  });
}

type Outcome =
  | { readonly kind: 'open' }
  | { readonly kind: 'again'; readonly continueAsNew: NonNullable<Replay['continueAsNew']> }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'completed'; readonly output: string };

function outcome(verdict: Verdict): Outcome {
  if (verdict.kind === 'failed') return verdict;
  const { replay, end } = verdict;
  // DTFx ends nothing while a task is open, be it only a timer that lost its race and was not cancelled.
  if (end === undefined || replay.blockedAt !== undefined || replay.openTasks > 0) return { kind: 'open' };
  if ('error' in end) return { kind: 'failed', error: end.error };
  if (replay.continueAsNew !== undefined) return { kind: 'again', continueAsNew: replay.continueAsNew };
  return { kind: 'completed', output: end.output };
}

function schedule(
  store: Store,
  instance: Instance,
  decision: Decision,
  at: number,
  work: Work[],
  wake: string[],
): HistoryEvent {
  const { id, exec } = instance;
  if (decision.kind === 'timer') {
    const FireAt = new Date(decision.fireAt).toISOString();
    const fired = event(EVENT.timerFired, decision.fireAt, { TimerId: decision.id, FireAt });
    store.post(id, exec, decision.fireAt, fired);
    if (decision.fireAt <= at) wake.push(id);
    return event(EVENT.timerCreated, at, { FireAt }, decision.id);
  }
  if (decision.kind === 'activity') {
    work.push(store.addWork({ id, exec, task: decision.id, name: decision.name, input: argument(decision.input) }));
    const Input = JSON.stringify([decision.input]);
    return event(EVENT.taskScheduled, at, { Name: decision.name, Version: '', Input }, decision.id);
  }
  const child = decision.instanceId ?? `${exec}:${decision.id}`;
  const input = JSON.stringify(decision.input);
  const { name, version } = decision;
  const parent = { id, exec, task: decision.id };
  if (createInstance(store, at, { id: child, name, input, version, parent })) {
    wake.push(child);
  } else {
    const Reason = `An orchestration instance with ID ${child} is already running.`;
    store.post(
      id,
      exec,
      at,
      event(EVENT.subOrchestrationFailed, at, { TaskScheduledId: decision.id, Reason, Details: '' }),
    );
    wake.push(id);
  }
  return event(
    EVENT.subOrchestrationCreated,
    at,
    { Name: name, Version: version, InstanceId: child, Input: input },
    decision.id,
  );
}

/** Strings among the inputs are JSON texts already. */
function argument(input: unknown): string | null {
  if (input === null) return null;
  return typeof input === 'string' ? input : JSON.stringify(input);
}

function continueAsNew(store: Store, row: Instance, at: number, next: NonNullable<Replay['continueAsNew']>): void {
  const exec = newExecution();
  const input = JSON.stringify(next.input);
  store.clearHistory(row.id);
  store.dropMessages(row.id, row.exec);
  store.updateInstance(row.id, { exec, input, status: 'Running', updated: at });
  // Before everything that has come in meanwhile: first the start, then the events that were carried over.
  postStart(store, { ...row, exec, input }, at, -1);
  for (const carried of next.carried) store.post(row.id, null, 0, { ...carried, IsPlayed: false });
}
