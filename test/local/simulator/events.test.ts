import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readBody } from '../../../local/simulator/listener.ts';
import { at, until, wordAt } from './support/client.ts';
import { useRegion } from './support/region.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../../local/simulator/json.ts';

const region = useRegion();
let endpoint = '';
let received: { headers: Record<string, unknown>; events: Json[] }[] = [];
let refuseNext = 0;
let echoes = true;

const server = createServer((request, response) => void answer(request, response));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const events = JSON.parse(await readBody(request)) as Json[];
  if (request.headers['aeg-event-type'] === 'SubscriptionValidation') {
    const validationResponse = echoes ? wordAt(events[0], 'data.validationCode') : 'wrong';
    response.end(JSON.stringify({ validationResponse }));
    return;
  }
  refuseNext -= 1;
  if (refuseNext < 0) received.push({ headers: request.headers, events });
  response.statusCode = refuseNext >= 0 ? 500 : 200;
  response.end();
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  endpoint = `http://localhost:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(() => server.close());

const defaults = {
  duplicateRate: 0,
  dropRate: 0,
  shuffleMs: 0,
  byType: {},
  lateAfterLight: false,
  retryMs: 5,
  batchSize: 20,
};
beforeEach(async () => {
  echoes = true;
  refuseNext = 0;
  await region.control('POST', '/events/options', defaults);
  await subscribe({ eventTypes: ['Microsoft.MachineLearningServices.RunStatusChanged'] });
  received = [];
});

function subscribe(filter: object): Promise<Json | undefined> {
  return region.control('POST', '/subscriptions', { name: 'test', endpoint, ...filter });
}

/** The events of a job that were received, in the order of their arrival. */
function of(job: string): Json[] {
  const events = received.flatMap((batch) => batch.events);
  return events.filter((event) => at(event, 'data.runId') === job || wordAt(event, 'subject').endsWith(`/jobs/${job}`));
}
const statuses = (job: string): string[] => of(job).map((event) => wordAt(event, 'data.runStatus'));
const whole = ['NotStarted', 'Starting', 'Preparing', 'Queued', 'Running', 'Finalizing', 'Completed'];

test('A webhook gets every change of a job, in the envelope of Event Grid', async () => {
  await region.submit('told', { command: 'sleep 0', tags: { a: 'b' }, properties: { p: 'q' }, experimentName: 'exp' });
  await until(() => statuses('told').length === whole.length, 'all events');
  expect(statuses('told')).toEqual(whole);
  expect(of('told')[0]).toMatchObject({
    topic: region.primary,
    subject: expect.stringMatching(/^experiments\/[0-9a-f-]{36}\/runs\/told$/) as string,
    eventType: 'Microsoft.MachineLearningServices.RunStatusChanged',
    dataVersion: '',
    metadataVersion: '1',
    data: { experimentName: 'exp', runId: 'told', runTags: { a: 'b' }, runProperties: { p: 'q' } },
  });
  expect(received[0]?.headers).toMatchObject({ 'aeg-event-type': 'Notification', 'aeg-subscription-name': 'TEST' });
  const ids = of('told').map((event) => at(event, 'id'));
  expect(new Set(ids).size).toBe(whole.length);
});

test('A webhook that does not send the code back gets no subscription', async () => {
  echoes = false;
  await expect(region.control('POST', '/subscriptions', { name: 'bad', endpoint })).rejects.toThrow(/validation code/);
  const names = ((await region.control('GET', '/subscriptions')) as Json[]).map((one) => at(one, 'name'));
  expect(names).toEqual(['test']);
});

test('ARM tells of writes and cancels of jobs, by operation', async () => {
  await subscribe({
    eventTypes: ['Microsoft.Resources.ResourceWriteSuccess', 'Microsoft.Resources.ResourceActionSuccess'],
    operationNames: [
      'Microsoft.MachineLearningServices/workspaces/jobs/write',
      'microsoft.machinelearningservices/workspaces/jobs/cancel/action',
    ],
  });
  await region.client.put(`${region.primary}/computes/not-a-job`, { properties: { computeType: 'AmlCompute' } });
  await region.submit('written');
  await region.client.post(`${region.primary}/jobs/written/cancel`);
  await until(() => of('written').length === 2, 'both events');
  expect(of('written').map((event) => at(event, 'data.operationName'))).toEqual([
    'Microsoft.MachineLearningServices/workspaces/jobs/write',
    'Microsoft.MachineLearningServices/workspaces/jobs/cancel/action',
  ]);
  expect(of('written')[0]).toMatchObject({
    subject: `${region.primary}/jobs/written`,
    topic: `/subscriptions/${region.primary.split('/')[2]}`,
    data: { status: 'Succeeded', resourceUri: `${region.primary}/jobs/written`, httpRequest: { method: 'PUT' } },
  });
  expect(received.flatMap((batch) => batch.events)).toHaveLength(2);
});

test('A completed run is told of by an event of its own', async () => {
  await subscribe({ eventTypes: ['Microsoft.MachineLearningServices.RunCompleted'] });
  await region.submit('completes', { command: 'sleep 0' });
  await region.submit('fails', { command: 'sleep 0 && exit 1' });
  await region.reaches('completes', 'Completed');
  await region.reaches('fails', 'Failed');
  await until(() => of('completes').length === 1, 'the event');
  expect(of('fails')).toEqual([]);
  expect(at(of('completes')[0], 'data.runStatus')).toBeUndefined();
});

test('Steps of a pipeline are told of with the pipeline that they belong to', async () => {
  const headers = { 'x-azureml-token': region.simulator.token('https://ml.azure.com') };
  const properties = { jobType: 'Pipeline', jobs: { step: { type: 'command' } } };
  await region.client.put(`${region.primary}/jobs/pipe`, { properties }, headers);
  const child = (): Json | undefined =>
    received.flatMap((batch) => batch.events).find((event) => at(event, 'data.runType') === 'azureml.StepRun');
  await until(child, 'the event of a step');
  expect(at(child(), 'data.runProperties')).toMatchObject({ 'azureml.rootpipelinerunid': 'pipe' });
  expect(at(of('pipe')[0], 'data.runType')).toBe('azureml.PipelineRun');
});

test('A webhook that fails gets the same events again', async () => {
  refuseNext = 3;
  await region.submit('stubborn', { command: 'sleep 0' });
  await until(() => new Set(statuses('stubborn')).size === whole.length, 'all events in the end');
  expect(received.some((batch) => Number(batch.headers['aeg-delivery-count']) > 0)).toBe(true);
});

test('Events arrive twice when told to, with the same id', async () => {
  await region.control('POST', '/events/options', { duplicateRate: 1 });
  await region.submit('twice', { command: 'sleep 0' });
  await until(() => statuses('twice').length === 2 * whole.length, 'two of each');
  expect(new Set(of('twice').map((event) => at(event, 'id'))).size).toBe(whole.length);
  // An outcome is noted once the webhook has answered, and so after the test has the event.
  const duplicated = (): number =>
    region.simulator
      .books()
      .filter((line) => line.kind === 'event' && line.job === 'twice' && line.outcome === 'duplicated').length;
  await until(() => duplicated() === whole.length, 'a note of each');
});

test('Events arrive out of order when told to', async () => {
  await region.control('POST', '/events/options', { shuffleMs: 80 });
  for (const name of ['s1', 's2', 's3']) await region.submit(name, { command: 'sleep 0' });
  await until(() => ['s1', 's2', 's3'].every((name) => statuses(name).length === whole.length), 'all events');
  expect(['s1', 's2', 's3'].some((name) => statuses(name).join() !== whole.join())).toBe(true);
  for (const name of ['s1', 's2', 's3']) expect(statuses(name).toSorted()).toEqual(whole.toSorted());
});

test('Events of one type are lost when told to, and the books know', async () => {
  const type = 'Microsoft.MachineLearningServices.RunStatusChanged';
  await region.control('POST', '/events/options', { byType: { [type]: { dropRate: 1 } } });
  await region.submit('unheard', { command: 'sleep 0' });
  await region.reaches('unheard', 'Completed');
  const outcomes = region.simulator
    .books()
    .flatMap((line) => (line.kind === 'event' && line.job === 'unheard' && line.type === type ? [line.outcome] : []));
  expect(outcomes).toEqual(whole.map(() => 'dropped'));
  expect(of('unheard')).toEqual([]);
});

test('A dark region tells nothing, and only when asked does it tell it late', async () => {
  for (const lateAfterLight of [false, true]) {
    const job = `night-${lateAfterLight}`;
    await region.control('POST', '/events/options', { lateAfterLight });
    await region.submit(job);
    await region.reaches(job, 'Running');
    await until(() => statuses(job).includes('Running'), 'the job to be known');
    await region.control('POST', '/dark', { region: 'eastus' });
    await region.control('POST', '/jobs/status', { workspace: region.primary, job, status: 'Failed', cause: 'outage' });
    const line = region.simulator.books().findLast((each) => each.kind === 'event' && each.job === job);
    expect(line).toMatchObject({ outcome: 'suppressed' });
    expect(statuses(job)).not.toContain('Failed');
    await region.control('POST', '/light', { region: 'eastus' });
    await region.submit(`after-${job}`);
    await until(() => statuses(`after-${job}`).includes('Starting'), 'events to flow again');
    if (lateAfterLight) await until(() => statuses(job).includes('Failed'), 'the late event');
    else expect(statuses(job)).not.toContain('Failed');
  }
});

test('A subscription may hear of one workspace only', async () => {
  await subscribe({ workspaces: [region.secondary.toLowerCase()] });
  await region.submit('elsewhere', { command: 'sleep 0' });
  await region.reaches('elsewhere', 'Completed');
  expect(of('elsewhere')).toEqual([]);
});
