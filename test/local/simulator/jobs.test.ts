import { expect, test } from 'vitest';
import { at, listAt, wordAt } from './support/client.ts';
import { commandSpec, useRegion } from './support/region.ts';

const region = useRegion({ pageSize: 3 });

test('A new command job is answered with 201 and is Starting already', async () => {
  const answer = await region.submit('first');
  expect(answer.status).toBe(201);
  expect(at(answer.body, 'properties.status')).toBe('Starting');
  expect(answer.headers['location']).toContain('/jobs/first?api-version=');
});

test('A job goes through every status in order and leaves each in the books', async () => {
  await region.submit('whole-life', { command: 'sleep 0.01' });
  await region.reaches('whole-life', 'Completed');
  const lines = region.simulator.books().filter((line) => line.kind === 'job' && line.job === 'whole-life');
  expect(lines.map((line) => (line.kind === 'job' ? line.status : ''))).toEqual([
    'NotStarted',
    'Starting',
    'Preparing',
    'Queued',
    'Running',
    'Finalizing',
    'Completed',
  ]);
  expect(lines.map((line) => line.seq)).toEqual(lines.map((line) => line.seq).toSorted((a, b) => a - b));
});

test('A command that exits with anything but 0 fails', async () => {
  await region.submit('bad-exit', { command: 'sleep 0 && exit 3' });
  await region.reaches('bad-exit', 'Failed');
});

test('A tag says how long a job runs', async () => {
  await region.submit('tagged', { tags: { 'sim.runSeconds': '0.01' } });
  await region.reaches('tagged', 'Completed');
});

test('Ids are found in any letter case and come back in their own spelling', async () => {
  await region.submit('CamelCase');
  const answer = await region.client.get(`${region.primary.toUpperCase()}/JOBS/CAMELCASE`);
  expect(at(answer.body, 'id')).toBe(`${region.primary}/jobs/CamelCase`);
});

test('The list is paged newest first, without gaps when jobs are added meanwhile', async () => {
  for (const name of ['page-1', 'page-2', 'page-3', 'page-4']) await region.submit(name);
  const first = await region.client.get(`${region.primary}/jobs`);
  await region.submit('page-5');
  const second = await region.client.send('GET', wordAt(first.body, 'nextLink'));
  const names = [...listAt(first.body, 'value'), ...listAt(second.body, 'value')].map((job) => at(job, 'name'));
  expect(names.slice(0, 4)).toEqual(['page-4', 'page-3', 'page-2', 'page-1']);
  expect(new Set(names).size).toBe(names.length);
});

test('The last page has no nextLink', async () => {
  let answer = await region.client.get(`${region.primary}/jobs`);
  for (let pages = 0; at(answer.body, 'nextLink') !== undefined; pages += 1) {
    expect(pages).toBeLessThan(20);
    answer = await region.client.send('GET', wordAt(answer.body, 'nextLink'));
  }
  expect(listAt(answer.body, 'value').length).toBeGreaterThan(0);
});

test('The list filters by job type, tag key and archive, and by nothing else', async () => {
  await region.submit('marked', { tags: { only: 'here' }, isArchived: true });
  const find = async (query: string) =>
    listAt((await region.client.get(`${region.primary}/jobs?${query}`)).body, 'value');
  expect(await find('tag=only')).toHaveLength(0);
  expect((await find('tag=only&listViewType=All')).map((job) => at(job, 'name'))).toEqual(['marked']);
  expect((await find('listViewType=ArchivedOnly')).map((job) => at(job, 'name'))).toEqual(['marked']);
  expect(await find('jobType=Pipeline')).toHaveLength(0);
  expect(await find('status=Completed')).toHaveLength(3);
});

test('The same body under the same name is answered with 200 and makes no second job', async () => {
  await region.submit('again');
  expect((await region.submit('again')).status).toBe(200);
  const created = region.simulator
    .books()
    .filter((line) => line.kind === 'job' && line.job === 'again' && line.previous === null);
  expect(created).toHaveLength(1);
});

test('The same body again can also be refused, as clients that repeat a PUT have reported', async () => {
  await region.submit('repeated');
  await region.control('POST', '/jobs/repeats', { mode: 'refused' });
  const answer = await region.submit('repeated');
  const update = await region.submit('repeated', { tags: { fresh: 'y' } });
  await region.control('POST', '/jobs/repeats', { mode: 'accepted' });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain('JobPropertyImmutable');
  expect(update.status).toBe(200);
});

test('Tags, description and new properties of a job may change, and then only they do', async () => {
  await region.submit('update', { properties: { a: '1' }, tags: { old: 'x' } });
  const answer = await region.submit('update', {
    properties: { a: '1', b: '2' },
    tags: { fresh: 'y' },
    description: 'words',
  });
  expect(answer.status).toBe(200);
  expect(at(answer.body, 'properties.properties')).toMatchObject({ a: '1', b: '2' });
  expect(at(answer.body, 'properties.tags')).toMatchObject({ fresh: 'y' });
  expect(at(answer.body, 'properties.tags.old')).toBeUndefined();
  const kept = await region.submit('update', { properties: { c: '3' } });
  expect(at(kept.body, 'properties.properties')).toMatchObject({ a: '1', b: '2', c: '3' });
});

test.each([
  ['another command', { command: 'other' }],
  ['another value of an existing property', { properties: { a: '2' } }],
  ['another compute', { computeId: 'serverless' }],
])('%s under an existing name is refused as JobPropertyImmutable', async (_what, changes) => {
  await region.submit('fixed', { properties: { a: '1' } });
  const answer = await region.submit('fixed', { properties: { a: '1' }, ...changes });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain('JobPropertyImmutable');
  expect(at(answer.body, 'error.message')).toMatch(/^A job with this name already exists/);
});

test('What a GET returns cannot simply be put under another name: it holds read-only properties', async () => {
  const got = await region.client.get(`${region.primary}/jobs/first`);
  const answer = await region.client.put(`${region.primary}/jobs/copy-of-first`, got.body);
  expect(answer.status).toBe(400);
  expect(at(answer.body, 'error.message')).toContain('properties.status');
  expect(at(answer.body, 'error.message')).toContain('systemData');
});

test('Properties that the service does not know are kept', async () => {
  const answer = await region.submit('unknown', { somethingNew: { deep: [1, 2] } });
  expect(at(answer.body, 'properties.somethingNew')).toEqual({ deep: [1, 2] });
});

test('A cancel of a running job is accepted, and its end is told where the answer points to', async () => {
  await region.submit('cancel-me');
  await region.reaches('cancel-me', 'Running');
  const answer = await region.client.post(`${region.primary}/jobs/cancel-me/cancel`);
  expect(answer.status).toBe(202);
  expect((await region.client.send('GET', String(answer.headers['location']))).status).toBeOneOf([200, 202]);
  await region.reaches('cancel-me', 'Canceled');
  expect((await region.client.send('GET', String(answer.headers['location']))).status).toBe(200);
  const last = region.simulator.books().findLast((line) => line.kind === 'job' && line.job === 'cancel-me');
  expect(last).toMatchObject({ status: 'Canceled', cancelRequested: true });
});

test('Cancelling a command that has ended answers 200 without a body', async () => {
  await region.submit('ended', { command: 'sleep 0' });
  await region.reaches('ended', 'Completed');
  const answer = await region.client.post(`${region.primary}/jobs/ended/cancel`);
  expect(answer).toMatchObject({ status: 200, body: undefined });
});

test('Only a job that has ended can be deleted', async () => {
  await region.submit('keep');
  expect((await region.client.delete(`${region.primary}/jobs/keep`)).status).toBe(400);
  await region.submit('bin', { command: 'exit 1', tags: { 'sim.runSeconds': '0' } });
  await region.reaches('bin', 'Failed');
  expect((await region.client.delete(`${region.primary}/jobs/bin`)).status).toBe(200);
  expect((await region.client.get(`${region.primary}/jobs/bin`)).status).toBe(404);
});

test('A name that Azure ML does not allow is refused', async () => {
  expect((await region.submit('-minus-first')).status).toBe(400);
  expect((await region.submit('x'.repeat(256))).status).toBe(400);
  expect((await region.submit('x'.repeat(255))).status).toBe(201);
});

test('Without an api-version ARM refuses', async () => {
  const answer = await region.client.send('GET', `${region.simulator.armUrl}${region.primary}`);
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'MissingApiVersionParameter' } } });
});

test('A workspace tells its GUID, storage account, place and the address of its region', async () => {
  const answer = await region.client.get(region.primary);
  expect(at(answer.body, 'location')).toBe('eastus');
  expect(at(answer.body, 'properties.workspaceId')).toBe(region.pair.primary.guid);
  expect(at(answer.body, 'properties.storageAccount')).toContain(region.pair.primary.storageAccount);
  expect(at(answer.body, 'properties.discoveryUrl')).toBe(`${region.simulator.regionUrls['eastus']}/discovery`);
  const host = await region.client.send('GET', wordAt(answer.body, 'properties.discoveryUrl'));
  expect(host.status).toBe(200);
});

test('A job that a test forces into a status says why in the books, and can end in the past', async () => {
  await region.submit('forced');
  const status = {
    workspace: region.primary,
    job: 'forced',
    status: 'Failed',
    cause: 'outage',
    at: '2026-01-01T00:00:00Z',
  };
  await region.control('POST', '/jobs/status', status);
  const line = region.simulator.books().findLast((each) => each.kind === 'job' && each.job === 'forced');
  expect(line).toMatchObject({ status: 'Failed', cause: 'outage' });
});

test('A run of SDK v1 cannot be put, but can be there', async () => {
  const properties = { jobType: 'Base', displayName: 'old run', properties: {} };
  expect((await region.client.put(`${region.primary}/jobs/old`, { properties })).status).toBe(400);
  await region.control('POST', '/jobs', { workspace: region.primary, name: 'old', properties, status: 'Running' });
  const answer = await region.client.get(`${region.primary}/jobs/old`);
  expect(answer.body).toMatchObject({ properties: { jobType: 'Base', status: 'Running' } });
});

test('The state of all workspaces can be read by the control route', async () => {
  const state = await region.control('GET', '/state');
  const jobs = listAt(state, 'workspaces.0.jobs');
  expect(jobs.length).toBeGreaterThan(10);
  expect(listAt(state, 'workspaces.1.jobs')).toEqual([]);
});

test('A workspace can be added while the simulator runs', async () => {
  const id = region.primary.replace('/workspaces/', '/workspaces/later-');
  await region.control('POST', '/workspaces', {
    ...region.pair.primary,
    id,
    guid: 'f0000000-0000-4000-8000-000000000001',
  });
  const properties = commandSpec(region.pair, { computeId: `${id}/computes/cpu-cluster` });
  expect((await region.client.put(`${id}/jobs/there`, { properties })).status).toBe(201);
});

test('A subscription tells what it uses of its quota in a region', async () => {
  const scope = region.primary.split('/').slice(0, 3).join('/');
  const answer = await region.client.get(
    `${scope}/providers/Microsoft.MachineLearningServices/locations/eastus/usages`,
  );
  expect(answer.status).toBe(200);
  expect(at(answer.body, 'value.0.limit')).toBeGreaterThan(0);
});
