import { describe, expect, test } from 'vitest';
import { ACTION, type Action } from '../../../../local/host/durable/actions.ts';
import { EVENT, event, type HistoryEvent } from '../../../../local/host/durable/history.ts';
import { replay } from '../../../../local/host/durable/shadow.ts';

const T0 = Date.parse('2026-01-01T00:00:00Z');
const DAY = 86_400_000;

const activity = (functionName: string): Action => ({ actionType: ACTION.callActivity, functionName, input: 1 });
const retrying = (attempts: number): Action => ({
  actionType: ACTION.callActivityWithRetry,
  functionName: 'A',
  retryOptions: { firstRetryIntervalInMilliseconds: 1_000, maxNumberOfAttempts: attempts, backoffCoefficient: 2 },
});
const timer = (ms: number, isCanceled = false): Action => ({
  actionType: ACTION.createTimer,
  fireAt: new Date(T0 + ms).toISOString(),
  isCanceled,
});
const wait = (externalEventName: string): Action => ({ actionType: ACTION.waitForExternalEvent, externalEventName });
const any = (...compoundActions: Action[]): Action => ({ actionType: ACTION.whenAny, compoundActions });
const all = (...compoundActions: Action[]): Action => ({ actionType: ACTION.whenAll, compoundActions });
const again: Action = { actionType: ACTION.continueAsNew, input: { next: true } };

const turn = (at = 0): HistoryEvent => event(EVENT.orchestratorStarted, T0 + at);
const start = [turn(), event(EVENT.executionStarted, T0, { Name: 'O' })];
const scheduled = (id: number, Name: string): HistoryEvent => event(EVENT.taskScheduled, T0, { Name }, id);
const timed = (id: number): HistoryEvent => event(EVENT.timerCreated, T0, {}, id);
const completed = (id: number): HistoryEvent => event(EVENT.taskCompleted, T0, { TaskScheduledId: id, Result: '1' });
const failed = (id: number): HistoryEvent => event(EVENT.taskFailed, T0, { TaskScheduledId: id });
const fired = (id: number): HistoryEvent => event(EVENT.timerFired, T0, { TimerId: id });
const raised = (Name: string): HistoryEvent => event(EVENT.eventRaised, T0, { Name, Input: '1' });

const kinds = (actions: Action[], history: HistoryEvent[]): string[] =>
  replay(actions, history).decisions.map((each) => `${each.id}:${each.kind === 'timer' ? 'timer' : each.name}`);

describe('what .NET schedules', () => {
  test('an action is invoked only when the one before it has settled', () => {
    expect(kinds([activity('A'), activity('B')], start)).toEqual(['0:A']);
    expect(kinds([activity('A'), activity('B')], [...start, scheduled(0, 'A'), turn(), completed(0)])).toEqual(['1:B']);
  });

  test('compounds take ids depth first, and event waits take none', () => {
    const actions = [all(activity('A'), any(wait('go'), activity('B')), activity('C'))];
    expect(kinds(actions, start)).toEqual(['0:A', '1:B', '2:C']);
  });

  test('Task.all settles only when all children have, even after a failure', () => {
    const actions = [all(activity('A'), activity('B')), activity('C')];
    const history = [...start, scheduled(0, 'A'), scheduled(1, 'B'), turn(), failed(0)];
    expect(kinds(actions, history)).toEqual([]);
    expect(replay(actions, history).blockedAt).toBe(0);
    expect(kinds(actions, [...history, completed(1)])).toEqual(['2:C']);
  });

  test('Task.any settles on the first, and the loser stays open', () => {
    const actions = [any(activity('A'), activity('B'))];
    const result = replay(actions, [...start, scheduled(0, 'A'), scheduled(1, 'B'), turn(), completed(1)]);
    expect(result).toMatchObject({ blockedAt: undefined, openTasks: 1 });
  });

  test('a cancelled timer settles when it is invoked, and nobody waits for it', () => {
    const result = replay([any(wait('go'), timer(60_000, true)), activity('A')], start);
    expect(result.decisions.map(({ id, kind }) => [id, kind])).toEqual([
      [0, 'timer'],
      [1, 'activity'],
    ]);
    expect(result.openTasks).toBe(1);
  });

  test('a failed attempt is followed by a timer with back-off, then by the next attempt', () => {
    const once = [...start, scheduled(0, 'A'), turn(5_000), failed(0)];
    expect(replay([retrying(3)], once).decisions).toEqual([{ kind: 'timer', fireAt: T0 + 6_000, id: 1 }]);
    const twice = [...once, timed(1), turn(6_000), fired(1), scheduled(2, 'A'), turn(6_000), failed(2)];
    expect(replay([retrying(3)], twice).decisions).toEqual([{ kind: 'timer', fireAt: T0 + 8_000, id: 3 }]);
  });

  test('the last failed attempt is followed by one more timer, due at once', () => {
    const history = [...start, scheduled(0, 'A'), turn(5_000), failed(0)];
    const result = replay([retrying(1), activity('B')], history);
    expect(result.decisions).toEqual([{ kind: 'timer', fireAt: T0 + 5_000, id: 1 }]);
    expect(result.openRetries).toBe(1);
    expect(kinds([retrying(1), activity('B')], [...history, timed(1), turn(), fired(1)])).toEqual(['2:B']);
  });

  test('a timer above six days is cut into pieces of three, and the rest', () => {
    const actions = [timer(10 * DAY)];
    const history = [...start];
    const pieces: number[] = [];
    for (let id = 0; id < 3; id += 1) {
      const decision = replay(actions, history).decisions[0];
      if (decision?.kind !== 'timer') throw new Error('no timer');
      pieces.push((decision.fireAt - T0) / DAY);
      history.push(timed(id), turn(decision.fireAt - T0), fired(id));
    }
    expect(pieces).toEqual([3, 6, 10]);
    expect(replay(actions, history)).toMatchObject({ decisions: [], blockedAt: undefined, openTasks: 0 });
  });

  test('events are buffered for later waits, and the last waiter is served first', () => {
    expect(
      kinds([activity('A'), wait('go'), activity('B')], [...start, raised('go'), scheduled(0, 'A'), completed(0)]),
    ).toEqual(['1:B']);
    const races = [any(wait('go'), activity('A')), any(wait('go'), activity('B')), activity('C')];
    const history = [...start, scheduled(0, 'A'), completed(0), scheduled(1, 'B'), raised('GO')];
    expect(kinds(races, history)).toEqual(['2:C']);
  });

  test('events after continue-as-new are carried to the next generation', () => {
    const result = replay([wait('go'), again], [...start, raised('go'), raised('go')]);
    expect(result.continueAsNew?.input).toEqual({ next: true });
    expect(result.continueAsNew?.carried).toHaveLength(1);
  });

  test('5,000 actions that settle at once do not exhaust the stack', () => {
    const actions = Array.from({ length: 5_000 }, () => timer(1_000, true));
    expect(replay(actions, start).nextId).toBe(5_000);
  });
});

describe('non-determinism', () => {
  test.each([
    ['another name', [activity('B')], /instead scheduled a task named 'B'/],
    ['another kind', [timer(1_000)], /instead scheduled a timer task/],
    ['nothing', [wait('go')], /hasn't \(yet\?\) scheduled this task/],
  ])('%s under a known id is reported', (_name, actions, expected) => {
    expect(replay(actions, [...start, scheduled(0, 'A')]).nonDeterminism).toMatch(expected);
  });

  test('a late completion of an unknown task is ignored', () => {
    expect(
      replay([activity('A')], [...start, scheduled(0, 'A'), completed(0), completed(0), completed(7)]),
    ).toMatchObject({
      nonDeterminism: undefined,
      blockedAt: undefined,
    });
  });
});
