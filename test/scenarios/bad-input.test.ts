import { QueueClient } from '@azure/storage-queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostLog } from '../../local/host-process.ts';
import { call } from '../../local/http.ts';
import type { Answer } from '../../local/http.ts';
import { until } from '../../local/scenarios/wait.ts';
import { recorded, startTestRegion, submitJobs } from '../support/region.ts';
import type { TestRegion } from '../support/region.ts';

let here: TestRegion;
beforeAll(async () => {
  here = await startTestRegion();
});
afterAll(async () => {
  await here.region.stop();
});

const logged = (event: string): Promise<HostLog> =>
  until(`the line ${event} in the log`, async () => here.log.find((line) => line.event === event));

function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.body).toMatchObject({ status, code, type: `urn:azureml-failover:problem:${code}` });
}

test('an alert that is not JSON is answered with 400 and logged', async () => {
  const answer = await call({ url: `${here.region.api}/alerts`, body: 'no JSON' });
  expectProblem(answer, 400, 'InvalidBody');
  expect((await logged('alert.malformed')).fields['problems']).toEqual(['the body is not JSON']);
});

test('an alert that does not follow the common schema is answered with what is wrong with it, and starts nothing', async () => {
  const body = { schemaId: 'azureMonitorCommonAlertSchema', data: { essentials: { alertRule: 'x' } } };
  const answer = await call({ url: `${here.region.api}/alerts`, body });
  expectProblem(answer, 400, 'InvalidBody');
  expect(answer.body).toMatchObject({
    errors: [{ pointer: '/data/essentials/monitoringService', detail: 'Must name the service that sent the alert.' }],
  });
  const lines = here.log.filter(({ event }) => event === 'alert.malformed').map(({ fields }) => fields['problems']);
  expect(lines).toContainEqual(['/data/essentials/monitoringService: Must name the service that sent the alert.']);
  expect((await here.get<{ value: unknown[] }>('/runs')).value).toEqual([]);
});

test('a malformed event is answered with 500 and logged with what was wrong, and the next events are taken', async () => {
  const event = {
    ...{ id: '1', topic: here.region.pair.primary.id, subject: 'experiments/e/runs/r', dataVersion: '' },
    ...{ eventType: 'Microsoft.MachineLearningServices.RunStatusChanged', eventTime: 'yesterday', data: {} },
  };
  const answer = await call({
    url: `${here.region.host.url}/runtime/webhooks/EventGrid?functionName=onJobEvent`,
    headers: { 'aeg-event-type': 'Notification' },
    body: [event],
  });
  expect(answer.status).toBe(500);
  const problems = (await logged('event.malformed')).fields['problems'];
  expect(JSON.stringify(problems)).toContain('/eventTime: yesterday');
  expect(String(answer.body)).toContain('/eventTime: yesterday');

  await submitJobs(here, 3);
  await recorded(here, 3);
});

test('a message that nobody can handle is in the poison queue, and the audit says why', async () => {
  const { connectionString } = here.region.azurite;
  const queue = new QueueClient(connectionString, 'job-resubmissions');
  const poison = new QueueClient(connectionString, 'job-resubmissions-poison');
  await queue.createIfNotExists();
  const pair = here.region.pairName;
  const ask = { schema: 1, job: 'primary:never-heard-of', target: 'active', reason: 'nightly retraining' };
  const texts = [
    'no JSON',
    JSON.stringify({ ...ask, pair, requestId: 'unknown-job' }),
    JSON.stringify({ ...ask, pair: 'elsewhere', requestId: 'unknown-pair' }),
    JSON.stringify({ ...ask, pair, requestId: 'with-code', spec: { jobType: 'Command', command: 'whoami' } }),
  ];
  for (const text of texts) await queue.sendMessage(text);
  await until('all messages to be poison', async () => {
    if (!(await poison.exists())) return undefined;
    return (await poison.getProperties()).approximateMessagesCount === texts.length ? true : undefined;
  });
  const { receivedMessageItems } = await poison.receiveMessages({ numberOfMessages: 32 });
  expect(receivedMessageItems.map(({ messageText }) => messageText).toSorted()).toEqual(texts.toSorted());

  type Audit = { value: { what: string; outcome: { code: string } }[] };
  const ofNone = (await here.actors.api('GET', '/audit')).body as Audit;
  const ofPair = await here.get<Audit>('/audit');
  const said = [...ofNone.value, ...ofPair.value].map(({ what, outcome }) => `${what}: ${outcome.code}`);
  expect(said).toEqual(
    expect.arrayContaining([
      'message (no requestId): NotJson',
      'message unknown-job: JobNotFound',
      'message unknown-pair: PairNotFound',
      'message with-code: SpecNotAllowed',
    ]),
  );
});

test.each([
  ['/pairs/elsewhere', 'PairNotFound'],
  ['/pairs/elsewhere/config.json', 'PairNotFound'],
  ['/pairs/embedded/runs/embedded-r99', 'RunNotFound'],
  ['/pairs/embedded/runs/nonsense/items', 'RunNotFound'],
  ['/pairs/embedded/jobs/primary:never-heard-of', 'JobNotFound'],
  ['/pairs/embedded/jobs/nonsense', 'JobNotFound'],
])('what does not exist is a 404 with a code: GET %s', async (path, code) => {
  expectProblem(await here.actors.api('GET', path), 404, code);
});

test.each([
  ['no JSON', 'InvalidBody', 'The body is not JSON.'],
  [{ kind: 'failover' }, 'InvalidBody', '/reason: Say why, in 1 to 1000 characters: it is kept with the run.'],
  [{ kind: 'explode', reason: 'x' }, 'InvalidBody', '/kind: Must be one of: failover, failback, evacuate, drill.'],
  [
    { kind: 'drill', mode: 'planned', reason: 'x' },
    'InvalidBody',
    '/mode: A drill judges what a forced run would do, for no source can be asked in an outage: leave it out.',
  ],
])('a run that cannot be started as asked is a 400 that says why: %j', async (body, code, detail) => {
  const answer = await here.actors.api('POST', '/pairs/embedded/runs', body);
  expectProblem(answer, 400, code);
  expect(answer.body).toMatchObject({ detail });
});

test('config.json has an ETag, answers 304 while nothing has changed, and knows the standby', async () => {
  const at = '/pairs/embedded/config.json';
  const { primary, secondary } = here.region.pair;
  const [subscription, group, name] = [2, 4, 8].map((place) => primary.id.split('/')[place]);
  const first = await here.actors.api('GET', at);
  expect(first.status).toBe(200);
  expect(first.body).toEqual({ subscription_id: subscription, resource_group: group, workspace_name: name });
  const etag = first.headers['etag'] ?? '';
  expect(etag).toMatch(/^"[a-z2-7]{26}"$/);
  const again = await here.actors.api('GET', at, undefined, { 'if-none-match': etag });
  expect({ status: again.status, body: again.body }).toEqual({ status: 304, body: '' });
  const standby = await here.actors.api('GET', `${at}?role=standby`);
  expect(standby.body).toMatchObject({ workspace_name: secondary.id.split('/').at(-1) });
  expect(standby.headers['etag']).not.toBe(etag);
  expectProblem(await here.actors.api('GET', `${at}?role=third`), 400, 'InvalidQuery');
});

// The last one: it moves the pointer of the region that all share.
test('a second run is a 409 that names the first, and the same Idempotency-Key is the same run', async () => {
  const start = (key?: string): Promise<Answer> =>
    here.actors.api(
      ...(['POST', '/pairs/embedded/runs', { kind: 'failover', reason: 'drill of the operators' }] as const),
      key === undefined ? {} : { 'idempotency-key': key },
    );
  const first = await start('key-1');
  expect(first.status).toBe(202);
  expect(first.body).toMatchObject({ run: 'embedded-r1', kind: 'failover' });
  expect(first.headers['location']).toBe('/api/pairs/embedded/runs/embedded-r1');

  const same = await start('key-1');
  expect(same.status).toBe(202);
  expect(same.body).toMatchObject({ run: 'embedded-r1' });

  for (const other of [await start(), await start('key-2')]) {
    expectProblem(other, 409, 'RunInProgress');
    expect(other.body).toMatchObject({ run: 'embedded-r1' });
  }
  await until('the end of the run', async () =>
    (await here.get<{ state: string }>('/runs/embedded-r1')).state === 'ended' ? true : undefined,
  );
  const late = await start('key-1');
  expect(late.status).toBe(202);
  expect(late.body).toMatchObject({ run: 'embedded-r1', state: 'ended' });
  expect((await here.get<{ value: unknown[] }>('/runs')).value).toHaveLength(1);
  expect(await here.get<unknown>('')).toMatchObject({ active: 'secondary', epoch: 1 });
});
