import { beforeAll, expect, test } from 'vitest';
import { codeUriOf } from '../../../local/simulator/seeding.ts';
import { embeddedPairApart } from '../../../local/simulator/seeds-apart.ts';
import { useStorageRegion } from './support/storage-region.ts';
import type { JsonObject } from '../../../local/simulator/json.ts';

const pair = embeddedPairApart(1);
const { primary, secondary } = pair;
const region = useStorageRegion(pair, { runningMs: 20 });
const store = `azureml-blobstore-${secondary.guid}`;
const own = `https://${secondary.storageAccount}.blob.core.windows.net/${store}`;
const theirs = codeUriOf(primary, primary.codes[0]?.name ?? '');
let count = 0;

beforeAll(async () => {
  await asset('environments/plain', { image: 'python:3.11-slim' });
});

async function asset(container: string, properties: JsonObject): Promise<string> {
  const path = `${secondary.id}/${container}/versions/1`;
  expect((await region.client.put(path, { properties })).status).toBe(201);
  return path;
}

async function write(path: string): Promise<void> {
  await region.storage.write(secondary.storageAccount, store, path, 'something');
}

/** Runs a command in the secondary: `Completed`, or why it failed. */
async function run(changes: JsonObject): Promise<string> {
  count += 1;
  const name = `job-${count}`;
  const properties: JsonObject = {
    jobType: 'Command',
    command: 'python train.py',
    environmentId: 'azureml:plain:1',
    computeId: `${secondary.id}/computes/cpu-cluster`,
    outputs: { trained: { jobOutputType: 'uri_folder' } },
    ...changes,
  };
  const needsToken = properties['jobType'] === 'Pipeline';
  expect((await region.put(secondary.id, { name, body: { properties }, needsToken })).status).toBe(201);
  const { status, flaw } = await region.reaches(secondary.id, name, 'Completed', 'Failed');
  return typeof flaw === 'string' ? flaw : status;
}

const reads = (uri: string, jobInputType = 'uri_folder'): JsonObject => ({ inputs: { data: { uri, jobInputType } } });

test('A job fails at run time when the files of its code are not there, and completes when they are', async () => {
  const codeId = await asset('codes/late', { codeUri: `${own}/code/late` });
  expect(await run({ codeId })).toContain('code late: nothing is at');
  await write('code/late/train.py');
  expect(await run({ codeId })).toBe('Completed');
});

test("Code that lies in another workspace's own account cannot be read, although it is there", async () => {
  const codeId = await asset('codes/foreign', { codeUri: theirs });
  expect(await run({ codeId })).toContain(`${primary.storageAccount} is none that the workspace has access to`);
});

test('A build context has to be there', async () => {
  const build = { contextUri: `${own}/context/`, dockerfilePath: 'Dockerfile' };
  const environmentId = await asset('environments/built', { build });
  expect(await run({ environmentId })).toContain('build context of environment built');
  await write('context/Dockerfile');
  expect(await run({ environmentId })).toBe('Completed');
});

test('A short path means the storage of the workspace that the job runs in', async () => {
  const path = primary.blobs?.[0]?.path ?? '';
  const uri = `azureml://datastores/workspaceblobstore/paths/${path}`;
  expect(await run(reads(uri, 'uri_file'))).toContain(`nothing is at ${secondary.storageAccount}/${store}/${path}`);
  await write(path);
  expect(await run(reads(uri, 'uri_file'))).toBe('Completed');
  expect(await run(reads(`${uri.slice(0, uri.lastIndexOf('/'))}/*.csv`))).toBe('Completed');
});

test('Data and models are followed to their files, and a table needs the file that describes it', async () => {
  const path = (name: string): string => `azureml://datastores/workspaceblobstore/paths/${name}/`;
  await asset('data/rows', { dataUri: path('rows'), dataType: 'uri_folder' });
  await asset('models/base', { modelUri: path('base') });
  await asset('data/table', { dataUri: path('table'), dataType: 'mltable' });
  for (const [uri, type] of [
    ['azureml:rows:1', 'uri_folder'],
    [`${secondary.id}/models/base/versions/1`, 'custom_model'],
  ] as const) {
    expect(await run(reads(uri, type))).toContain('nothing is at');
  }
  await Promise.all(['rows/a.csv', 'base/model.bin', 'table/a.csv'].map(write));
  expect(await run(reads('azureml:rows@latest'))).toBe('Completed');
  expect(await run(reads('azureml:base:1', 'custom_model'))).toBe('Completed');
  expect(await run(reads('azureml:table:1', 'mltable'))).toContain('table/MLTable');
  await write('table/MLTable');
  expect(await run(reads('azureml:table:1', 'mltable'))).toBe('Completed');
});

test('An address of a known account is looked up; of an account that nobody here knows, it is believed', async () => {
  const known = `https://${primary.storageAccount}.blob.core.windows.net/azureml/nothing/here`;
  expect(await run(reads(known))).toContain('nothing is at');
  expect(await run(reads(`abfss://azureml@${primary.storageAccount}.dfs.core.windows.net/none`))).toContain(
    'nothing is',
  );
  expect(await run(reads('https://azuremlexamples.blob.core.windows.net/datasets/none.csv'))).toBe('Completed');
  expect(await run(reads('https://example.org/data.csv', 'uri_file'))).toBe('Completed');
});

test('What a job has written can be read by its address as an output of that job', async () => {
  expect(await run({ outputs: { kept: { jobOutputType: 'uri_folder' } } })).toBe('Completed');
  const last = `job-${count}`;
  expect(await region.storage.exists(secondary.storageAccount, store, `azureml/${last}/kept/part-0.txt`)).toBe(true);
  const log = `ExperimentRun/dcid.${last}/user_logs/std_log.txt`;
  expect(await region.storage.exists(secondary.storageAccount, 'azureml', log)).toBe(true);
  expect(await run(reads(`azureml://jobs/${last}/outputs/kept`))).toBe('Completed');
  expect(await run(reads(`azureml://jobs/${last}/outputs/kept/paths/part-0.txt`))).toBe('Completed');
  expect(await run(reads(`azureml://jobs/${last}/outputs/default/paths/user_logs`))).toBe('Completed');
  expect(await run(reads(`azureml://jobs/${last}/outputs/other`))).toContain('there is no output other');
  expect(await run(reads('azureml://jobs/never-heard-of/outputs/kept'))).toContain('of a job never-heard-of');
  expect(await run(reads(`runs:/${last}/user_logs`))).toBe('Completed');
  expect(await run(reads('runs:/never-heard-of/model'))).toContain('nothing is at');
});

test('A job that is put into Completed from outside has written its outputs, too', async () => {
  await region.control('POST', '/times', { region: secondary.region, runningMs: 600_000 });
  const properties = { jobType: 'Command', command: 'x', environmentId: 'azureml:plain:1', outputs: { kept: {} } };
  expect((await region.put(secondary.id, { name: 'forced', body: { properties }, needsToken: false })).status).toBe(
    201,
  );
  await region.control('POST', '/jobs/status', { workspace: secondary.id, job: 'forced', status: 'Completed' });
  expect(await region.storage.exists(secondary.storageAccount, store, 'azureml/forced/kept')).toBe(true);
  await region.control('POST', '/times', { region: secondary.region });
});

test('An output that names its path is written there', async () => {
  const uri = 'azureml://datastores/workspaceblobstore/paths/results/${{name}}/';
  expect(await run({ outputs: { trained: { uri, jobOutputType: 'uri_folder' } } })).toBe('Completed');
  expect(await region.storage.exists(secondary.storageAccount, store, `results/job-${count}/part-0.txt`)).toBe(true);
});

test('What a component needs is looked up through every pipeline around it', async () => {
  const code = await asset('codes/deep', { codeUri: `${own}/code/deep` });
  const spec = { name: 'inner', version: '1', type: 'command', command: 'python a.py', code: `azureml:${code}` };
  const inner = await asset('components/inner', { componentSpec: { ...spec, environment: 'azureml:plain:1' } });
  const jobs = { only: { type: 'command', componentId: inner } };
  const outer = await asset('components/outer', {
    componentSpec: { name: 'outer', version: '1', type: 'pipeline', jobs },
  });
  const pipeline = { jobType: 'Pipeline', jobs: { nested: { type: 'pipeline', componentId: outer } } };
  expect(await run(pipeline)).toContain('code deep: nothing is at');
  await write('code/deep/a.py');
  expect(await run(pipeline)).toBe('Completed');
});

test('The books say why a job failed that had been accepted, and that it was its own doing', () => {
  const failed = region.simulator.books().filter((line) => line.kind === 'job' && line.status === 'Failed');
  expect(failed[0]).toMatchObject({ job: 'job-1', previous: 'Preparing', cause: 'job' });
  expect(JSON.stringify(failed[0])).toContain('nothing is at');
});

test('While the region of an account is dark, a job elsewhere cannot read from it', async () => {
  await region.control('POST', '/dark', { region: primary.region });
  const blob = `https://${primary.storageAccount}.blob.core.windows.net/azureml-blobstore-${primary.guid}/datasets/labels.csv`;
  expect(await run(reads(blob, 'uri_file'))).toContain('does not answer');
  await region.control('POST', '/light', { region: primary.region });
  expect(await run(reads(blob, 'uri_file'))).toBe('Completed');
});

test('Jobs of one region may take less time than those of others', async () => {
  await region.control('POST', '/times', { region: secondary.region, runningMs: 600_000 });
  const put = region.put(secondary.id, {
    name: 'long',
    body: { properties: { jobType: 'Command', command: 'x', environmentId: 'azureml:plain:1' } },
    needsToken: false,
  });
  expect((await put).status).toBe(201);
  expect((await region.reaches(secondary.id, 'long', 'Running', 'Completed')).status).toBe('Running');
});
