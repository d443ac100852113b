import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isTerminal } from '../../../shared/core/job.ts';
import { jobKey } from '../../../shared/core/ids.ts';
import { isJsonObject, type Json } from '../../../shared/core/json.ts';
import type { SpecWork } from '../../../shared/ports.ts';
import { reconcile } from '../../../shared/work/reconcile.ts';
import { recordEvent } from '../../../shared/work/record-event.ts';
import { recordSpec } from '../../../shared/work/record-spec.ts';
import { readBody } from '../../../local/simulator/listener.ts';
import { until, wordAt } from '../../local/simulator/support/client.ts';
import { vision } from '../../support/deps.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
let endpoint = '';
let arrived: Json[] = [];
let handed = 0;

const server = createServer((request, response) => {
  void readBody(request).then((text) => {
    const events = JSON.parse(text) as Json[];
    const isHandshake = request.headers['aeg-event-type'] === 'SubscriptionValidation';
    if (!isHandshake) arrived.push(...events);
    response.end(isHandshake ? JSON.stringify({ validationResponse: wordAt(events[0], 'data.validationCode') }) : '');
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  endpoint = `http://localhost:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(() => server.close());

/** What the workspaces themselves say of the jobs that this test has made. */
async function truth(prefix: string): Promise<Map<string, string>> {
  const jobs = new Map<string, string>();
  for (const side of ['primary', 'secondary'] as const) {
    let page = await world.deps.workspaces.listJobs(world.deps.config.pairs[0].workspaces[side]);
    for (;;) {
      if (page.kind !== 'page') throw new Error(page.kind);
      for (const { name, properties } of page.jobs) {
        if (name.startsWith(prefix)) jobs.set(jobKey(side, name), wordAt(properties ?? undefined, 'status'));
      }
      if (page.nextLink === undefined) break;
      page = await world.deps.workspaces.listJobs(world.deps.config.pairs[0].workspaces[side], page.nextLink);
    }
  }
  return jobs;
}

async function ledger(prefix: string): Promise<Map<string, string>> {
  const rows = [...(await world.deps.ledger.live(vision)), ...(await world.deps.ledger.done(vision))];
  return new Map(rows.filter(({ name }) => name.startsWith(prefix)).map((row) => [row.key as string, row.status]));
}

/** Waits until no more events are delivered. */
async function quiet(): Promise<void> {
  let [seen, looks] = [-1, 0];
  await until(() => {
    const delivered = world.region.simulator.books().filter(({ kind }) => kind === 'event').length;
    looks = delivered === seen ? looks + 1 : 0;
    seen = delivered;
    return looks === 20;
  }, 'the last events');
}

/** Hands over everything that has arrived, and works off what that asks for. */
async function handOver(): Promise<void> {
  const [events, before] = [arrived, (await world.deps.queued('spec-work')).length];
  arrived = [];
  handed += events.length;
  for (const event of events) await recordEvent(world.deps, event);
  for (const text of (await world.deps.queued('spec-work')).slice(before)) {
    await recordSpec(world.deps, JSON.parse(text) as SpecWork);
  }
}

test.each([
  ['lost', { dropRate: 0.5 }],
  ['doubled and out of order', { duplicateRate: 0.5, shuffleMs: 60_000 }],
  ['lost, doubled and late', { dropRate: 0.3, duplicateRate: 0.3, shuffleMs: 600_000 }],
])('with events that are %s the ledger equals the truth after the next reconcile', async (_how, options) => {
  const prefix = `e${Object.values(options).join('').replaceAll('.', '')}_`;
  handed = 0;
  await reconcile(world.deps);
  await world.region.control('POST', '/events/options', { duplicateRate: 0, dropRate: 0, shuffleMs: 0, ...options });
  await world.region.control('POST', '/subscriptions', { name: 'ledger', endpoint });
  const ends = ['Completed', 'Failed', 'Canceled', undefined, undefined];
  for (let turn = 0; turn < 15; turn += 1) {
    await world.submit(`${prefix}${turn}`, {}, turn % 3 === 0 ? 'secondary' : 'primary');
    world.clock.advance(20_000);
    const status = ends[turn % ends.length];
    if (status !== undefined)
      await world.force(`${prefix}${turn}`, status, 'job', turn % 3 === 0 ? 'secondary' : 'primary');
    if (turn % 5 === 4) await handOver();
  }
  world.clock.advance(1_000);
  await reconcile(world.deps);
  const afterReconcile = await truth(prefix);
  expect(afterReconcile.size).toBe(15);
  expect(await ledger(prefix)).toEqual(afterReconcile);

  // What was late arrives now, long after: it changes nothing.
  world.clock.advance(600_000);
  await quiet();
  await handOver();
  expect(handed).toBeGreaterThan(10);
  for (const [key, status] of await ledger(prefix)) {
    if (isTerminal(afterReconcile.get(key) ?? '')) expect(status).toBe(afterReconcile.get(key));
  }
  await world.region.control('DELETE', '/subscriptions/ledger');
  const live = await world.deps.ledger.live(vision);
  expect(live.filter(({ name, spec }) => name.startsWith(prefix) && spec.kind !== 'recorded')).toEqual([]);
});

test('an event of a workspace that is nobody of ours, or of another kind, changes nothing', async () => {
  await world.region.control('POST', '/subscriptions', { name: 'ledger', endpoint });
  await world.region.control('POST', '/events/options', { duplicateRate: 0, dropRate: 0, shuffleMs: 0 });
  await world.submit('event_1');
  world.clock.advance(1_000);
  await until(() => arrived.length > 0, 'an event');
  const event = arrived.find(isJsonObject);
  const foreign = JSON.parse(JSON.stringify(event).replaceAll('mlw-', 'elsewhere-')) as Json;
  await recordEvent(world.deps, foreign);
  expect(await world.deps.ledger.live(vision)).toEqual([]);
  await expect(recordEvent(world.deps, { ...event, data: 'nothing' })).rejects.toThrow('malformed event');
  await world.region.control('DELETE', '/subscriptions/ledger');
});

describe('of the first events of a job', () => {
  const statusEvent = (name: string, status: string, time: string) => ({
    id: `${name}-${status}`,
    topic: world.region.primary,
    subject: `experiments/e/runs/${name}`,
    eventType: 'Microsoft.MachineLearningServices.RunStatusChanged',
    eventTime: time,
    dataVersion: '',
    metadataVersion: '1',
    data: { experimentId: 'e', experimentName: 'e', runId: name, runType: 'azureml.scriptrun', runStatus: status },
  });
  const second = (count: number) => new Date(world.clock.now() + count * 1_000).toISOString();
  const asked = async () => (await world.deps.queued('spec-work')).length;

  test('one asks for its definition', async () => {
    for (const [index, status] of ['NotStarted', 'Queued', 'Running'].entries())
      await recordEvent(world.deps, statusEvent('chatty', status, second(index)));
    expect(await asked()).toBe(1);
  });

  test('one that is repeated since its message did not get through asks again', async () => {
    const event = statusEvent('unasked', 'Queued', second(0));
    const sendSpecWork = () => Promise.reject(new Error('the queue is down'));
    const queues = { ...world.deps.queues, sendSpecWork };
    await expect(recordEvent({ ...world.deps, queues }, event)).rejects.toThrow('the queue is down');
    await recordEvent(world.deps, statusEvent('unasked', 'Running', second(1)));
    expect(await asked()).toBe(0);
    await recordEvent(world.deps, event);
    expect(await asked()).toBe(1);
  });

  test('one that comes after a denial asks again: that has used the first message up', async () => {
    const first = statusEvent('denied', 'Queued', second(0));
    await recordEvent(world.deps, first);
    world.clock.advance(1_000);
    expect(await recordSpec(world.deps, { pair: vision, job: jobKey('primary', 'denied'), name: 'denied' })).toBe(
      'gone',
    );
    await recordEvent(world.deps, statusEvent('denied', 'Running', second(1)));
    expect(await asked()).toBe(2);
  });

  test('one that comes a minute later asks again, should the first message be lost', async () => {
    await recordEvent(world.deps, statusEvent('slow', 'Queued', second(0)));
    world.clock.advance(60_000);
    await recordEvent(world.deps, statusEvent('slow', 'Running', second(0)));
    expect(await asked()).toBe(2);
  });
});
