import { describe, expect, test } from 'vitest';
import { at } from './support/client.ts';
import { commandSpec, useRegion } from './support/region.ts';
import type { JsonObject } from '../../../local/simulator/json.ts';

const region = useRegion({ registries: [{ name: 'contoso', regions: ['westus2'] }] });
const { pair, primary, secondary } = region;
let number = 0;

/** The status and message of submitting a command with these changes to the primary. */
async function submit(changes: JsonObject): Promise<[number, string]> {
  number += 1;
  const answer = await region.submit(`reference-${number}`, changes);
  return [answer.status, JSON.stringify(at(answer.body, 'error.message') ?? '')];
}

async function submitPipeline(changes: JsonObject): Promise<[number, string]> {
  number += 1;
  const headers = { 'x-azureml-token': region.simulator.token('https://ml.azure.com') };
  const body = { properties: { jobType: 'Pipeline', jobs: {}, ...changes } };
  const answer = await region.client.put(`${primary}/jobs/reference-${number}`, body, headers);
  return [answer.status, JSON.stringify(at(answer.body, 'error.message') ?? '')];
}

const environment = pair.primary.environments[0];
const own = `${environment?.name}`;

describe('Submission follows references', () => {
  test.each([
    ['an ARM id', `${primary}/environments/${own}/versions/12`],
    ['an ARM id in other letter case', `${primary}/environments/${own}/versions/12`.toLowerCase()],
    ['an ARM id after azureml:', `azureml:${primary}/environments/${own}/versions/12`],
    ['a label', `azureml:${own}@latest`],
    ['a curated environment', 'azureml:AzureML-ACPT-pytorch-1.13:9'],
    ['the registry azureml', 'azureml://registries/azureml/environments/sklearn-1.5/labels/latest'],
    [
      'the place and GUID',
      `azureml://locations/eastus/workspaces/${pair.primary.guid}/environments/${own}/versions/12`,
    ],
  ])('an environment by %s is found', async (_form, environmentId) => {
    expect(await submit({ environmentId })).toEqual([201, '""']);
  });

  test.each([
    ['is missing', `azureml:${own}:99`, 404, 'Not found environment'],
    ['lies in another workspace', `${secondary}/environments/${own}/versions/12`, 400, 'another workspace'],
    [
      'lies in a workspace of another GUID',
      `azureml://locations/westus2/workspaces/${pair.secondary.guid}/environments/${own}/versions/12`,
      400,
      'another workspace',
    ],
    [
      'lies in a registry without this region',
      'azureml://registries/contoso/environments/e/versions/1',
      401,
      'does not contain eastus as a region',
    ],
    ['cannot be read', 'azureml://nonsense', 400, 'no reference'],
  ])('an environment that %s is refused', async (_what, environmentId, status, words) => {
    const [found, message] = await submit({ environmentId });
    expect([found, message]).toEqual([status, expect.stringContaining(words)]);
  });

  test('a missing compute or code is refused, and serverless is everywhere', async () => {
    expect((await submit({ computeId: `${primary}/computes/none` }))[0]).toBe(404);
    expect((await submit({ codeId: `${primary}/codes/none/versions/1` }))[0]).toBe(404);
    expect((await submit({ computeId: `${secondary}/computes/cpu-cluster` }))[0]).toBe(400);
    expect((await submit({ computeId: `${primary}/computes/serverless` }))[0]).toBe(201);
    expect((await submit({ computeId: null }))[0]).toBe(201);
  });

  test('the nodes and settings of a pipeline are searched at any depth', async () => {
    const deep = (node: JsonObject): JsonObject => ({ jobs: { outer: { type: 'pipeline', jobs: { inner: node } } } });
    expect((await submitPipeline(deep({ componentId: `${primary}/components/none/versions/1` })))[0]).toBe(404);
    expect((await submitPipeline(deep({ computeId: `${secondary}/computes/cpu-cluster` })))[0]).toBe(400);
    expect((await submitPipeline(deep({ task: { environment: 'azureml:none:1' } })))[0]).toBe(404);
    expect((await submitPipeline({ settings: { default_datastore: `${primary}/datastores/none` } }))[0]).toBe(404);
    expect((await submitPipeline({ settings: { default_compute: `${secondary}/computes/cpu-cluster` } }))[0]).toBe(400);
    expect((await submitPipeline(deep({ computeId: '${{parent.inputs.compute}}' })))[0]).toBe(201);
  });

  test("what the submitter's own code reads is not followed", async () => {
    const foreign = `${secondary}/computes/cpu-cluster`;
    expect((await submit({ environmentVariables: { computeId: foreign }, command: `echo ${foreign}` }))[0]).toBe(201);
    const node = {
      environment_variables: { computeId: foreign },
      inputs: { computeId: { job_input_type: 'literal', value: foreign } },
    };
    expect((await submitPipeline({ jobs: { computeId: node } }))[0]).toBe(201);
  });
});

describe('Data is looked at only when a job runs', () => {
  const input = (uri: string): JsonObject => ({ inputs: { data: { jobInputType: 'uri_folder', uri } } });

  test.each([
    ['a datastore that is not there', 'azureml://datastores/none/paths/x/'],
    [
      "another workspace's datastore",
      `azureml://subscriptions/${secondary.split('/')[2]}/resourcegroups/other/workspaces/other/datastores/shared_data/paths/x`,
    ],
    ['a data asset that is not there', `${primary}/data/none/versions/1`],
  ])('%s lets the job fail after it was prepared', async (_what, uri) => {
    number += 1;
    const name = `data-${number}`;
    expect((await region.submit(name, input(uri))).status).toBe(201);
    await region.reaches(name, 'Failed');
    const statuses = region.simulator
      .books()
      .flatMap((line) => (line.kind === 'job' && line.job === name ? [line.status] : []));
    expect(statuses).toEqual(['NotStarted', 'Starting', 'Preparing', 'Failed']);
  });

  test.each([
    ['an address that does not exist', 'https://test.blob.core.windows.net/non-existent/data.csv'],
    ['a path in a datastore that is there', 'azureml://datastores/shared_data/paths/x/'],
    ['a data asset that is there', `azureml:${pair.primary.data[0]?.name}:${pair.primary.data[0]?.version}`],
  ])('%s lets the job run', async (_what, uri) => {
    number += 1;
    await region.submit(`data-${number}`, input(uri));
    await region.reaches(`data-${number}`, 'Running');
  });
});

test('Pipelines and jobs in the name of a user need a token for Azure ML', async () => {
  const pipeline = { properties: { jobType: 'Pipeline', jobs: {} } };
  const user = { properties: commandSpec(pair, { identity: { identityType: 'UserIdentity' } }) };
  const good = { 'x-azureml-token': region.simulator.token('https://ml.azure.com') };
  const wrong = { 'x-azureml-token': region.simulator.token() };
  for (const [name, body] of Object.entries({ pipeline, user })) {
    expect((await region.client.put(`${primary}/jobs/token-${name}`, body)).status).toBe(401);
    expect((await region.client.put(`${primary}/jobs/token-${name}`, body, wrong)).status).toBe(401);
    expect((await region.client.put(`${primary}/jobs/token-${name}`, body, good)).status).toBe(201);
  }
});
