import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ACTIVITIES, ORCHESTRATORS } from '../../functions/names.ts';
import { call } from '../../functions/orchestrations/calls.ts';
import { EVENT } from '../../local/host/durable/history.ts';
import type { HistoryEvent } from '../../local/host/durable/history.ts';
import type { RunTicket } from '../../shared/work/deps.ts';
import type { Execution, Recording } from './recording.ts';
import { generators, misfit } from './replayed.ts';
import { recordedStories } from './stories.ts';

const folder = new URL('./histories/', import.meta.url);
const recordings = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Recording);

const forced = recordings.find(({ story }) => story === 'failover-forced');
const execution = forced?.executions.find(({ orchestrator }) => orchestrator === ORCHESTRATORS.failoverRun);
if (execution === undefined) throw new Error('the forced failover was not recorded');

test('every story is recorded, and no recording is left over', () => {
  expect(recordings.map(({ story }) => story).toSorted()).toEqual(recordedStories.map(({ name }) => name).toSorted());
});

test('all kinds of runs are among them, and each came to its end', () => {
  const runs = recordings.flatMap((recording) => recording.runs);
  for (const each of ['failover forced', 'failover planned', 'failback planned', 'evacuate planned', 'drill forced'])
    expect(runs.filter((run) => run.includes(each)).length, each).toBeGreaterThan(0);
  expect(runs.filter((run) => !run.endsWith(' ended'))).toEqual([]);
});

describe.each(recordings)('the recorded runs of $story', ({ executions }) => {
  test.each(executions)('go on as they went, under the code of today: $instanceId', async (recorded) => {
    expect(await misfit(recorded)).toBeUndefined();
  });
});

/** The execution with one event changed. */
function tampered(recorded: Execution, at: number, change: (event: HistoryEvent) => HistoryEvent): Execution {
  return { ...recorded, history: recorded.history.map((event, index) => (index === at ? change(event) : event)) };
}
const placeOf = (type: number, name?: string): number =>
  execution.history.findIndex((event) => event.EventType === type && (name === undefined || event.Name === name));

describe('a history that was tampered with does not fit any more:', () => {
  test('another activity was scheduled', async () => {
    const at = placeOf(EVENT.taskScheduled, ACTIVITIES.planRun);
    const said = await misfit(tampered(execution, at, (event) => ({ ...event, Name: ACTIVITIES.finishRun })));
    expect(said).toContain(ACTIVITIES.planRun);
  });

  test('a step was decided otherwise than what was done', async () => {
    const at = placeOf(EVENT.taskCompleted);
    const said = await misfit(
      tampered(execution, at, (event) => ({ ...event, Result: JSON.stringify({ ok: true, result: { do: 'plan' } }) })),
    );
    expect(said).toContain(ACTIVITIES.planRun);
  });

  test('an answer has gone', async () => {
    const at = placeOf(EVENT.taskCompleted);
    const history = execution.history.filter((_event, index) => index !== at);
    expect(await misfit({ ...execution, history })).toBeDefined();
  });

  test('a timer was set where a wave was called', async () => {
    const at = placeOf(EVENT.subOrchestrationCreated);
    const { FireAt, EventType } = { FireAt: '2026-03-01T04:00:00Z', EventType: EVENT.timerCreated };
    expect(await misfit(tampered(execution, at, (event) => ({ ...event, EventType, FireAt })))).toBeDefined();
  });

  test('its orchestrator is not registered any more', async () => {
    expect(await misfit({ ...execution, orchestrator: 'failoverRun-v0' })).toContain('failoverRun-v0');
  });
});

test('code that does its steps in another order does not fit the histories of today', async () => {
  const hasty = function* (context: Parameters<(typeof generators)[string]>[0]) {
    const ticket = context.df.getInput<RunTicket>();
    yield* call(context, ACTIVITIES.planRun, ticket);
    return ticket;
  } as (typeof generators)[string];
  const said = await misfit(execution, { ...generators, [ORCHESTRATORS.failoverRun]: hasty });
  expect(said).toContain(ACTIVITIES.nextStep);
});
