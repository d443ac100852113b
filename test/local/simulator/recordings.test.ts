import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isObject } from '../../../local/simulator/json.ts';
import { corpusDir, corpusTitle } from '../../support/corpus.ts';
import { at, control, listAt, until, wordAt } from './support/client.ts';
import { useRegion } from './support/region.ts';
import type { Json, JsonObject } from '../../../local/simulator/json.ts';
import type { Answered, Body } from './support/client.ts';

const title = corpusTitle('Answers have the shape of the recorded ones');
const corpus = corpusDir();

/** Members that only preview versions of the API have, or that are gone in the version that we imitate. */
const previewOnly =
  /(^|\.)(secretsConfiguration|autologgerSettings|assetName|assetVersion|autoDeleteSetting|priority|locations|maxInstanceCount)$/;

const recordedWorkspace =
  '/subscriptions/00000000-0000-0000-0000-000000000/resourceGroups/00000/providers/Microsoft.MachineLearningServices/workspaces/00000';

describe.skipIf(corpus === undefined)(title, () => {
  const region = useRegion({ registries: [{ name: 'sdk-test', regions: ['westus2'] }] });

  const recording = (start: string): { request: Json; body: Json; status: Json } => {
    const folder = join(corpus ?? '', 'service-json');
    const file = readdirSync(folder).find((name) => name.startsWith(start)) ?? '';
    const text = readFileSync(join(folder, file), 'utf8').replaceAll(recordedWorkspace, region.primary);
    const document = JSON.parse(text) as Json;
    return {
      request: at(document, 'request.body') ?? null,
      body: at(document, 'response.body') ?? null,
      status: at(document, 'response.status') ?? null,
    };
  };

  /** Gives the workspace all that a recorded body refers to. */
  const prepare = async (body: Json): Promise<void> => {
    const text = JSON.stringify(body);
    for (const [, name = ''] of text.matchAll(/\/computes\/([\w-]+)/g)) {
      await region.client.put(`${region.primary}/computes/${name}`, { properties: { computeType: 'AmlCompute' } });
    }
    await region.client.put(`${region.primary}/datastores/workspacefilestore`, {
      properties: { datastoreType: 'AzureFile' },
    });
    for (const [, version = ''] of text.matchAll(/azureml_anonymous\/versions\/([\w-]+)/g)) {
      const componentSpec = { type: 'command', command: `echo ${version}` };
      const properties = { isAnonymous: true, componentSpec };
      await region.client.put(`${region.primary}/components/azureml_anonymous/versions/${version}`, { properties });
    }
  };

  const put = async (name: string, body: Json): Promise<Answered> => {
    await prepare(body);
    const headers = { 'x-azureml-token': `Bearer ${region.simulator.token('https://ml.azure.com')}` };
    return region.client.put(`${region.primary}/jobs/${name}`, body, headers);
  };

  test.each(['01', '04', '07', '09', '11', '14'])('recording %s: the PUT of a job', async (start) => {
    const { request, body, status } = recording(start);
    const answer = await put(`recorded-${start}`, request);
    expect(answer.status).toBe(status);
    expectSameShape(answer.body, body);
    const properties = (value: Body): JsonObject => ({
      ...(at(value, 'properties') as JsonObject),
      services: null,
      outputs: null,
    });
    const { limits: _limits, resources: _resources, queueSettings: _queue, ...known } = properties(answer.body);
    // All that does not depend on the API's version has the recorded value too.
    for (const [key, value] of Object.entries(known)) {
      const recorded = at(body, `properties.${key}`);
      if (recorded !== undefined && recorded !== null && !isObject(recorded))
        expect({ [key]: value }).toEqual({ [key]: recorded });
    }
  });

  test.each([
    ['02', 'Completed'],
    ['05', 'Queued'],
    ['06', 'Queued'],
  ])('recording %s: the GET of a %s command', async (start, status) => {
    const { body } = recording(start);
    const name = `recorded-${start}`;
    const anonymous = { properties: { isAnonymous: true, image: 'python:3.11' } };
    const hash = '6bacc0d892cc968bcd98bcbbea577d56';
    await region.client.put(`${region.primary}/environments/CliV2AnonymousEnvironment/versions/${hash}`, anonymous);
    const given = at(body, 'properties') as JsonObject;
    const services = (given['services'] ?? {}) as JsonObject;
    const { 'ray-dashboard': ray } = services;
    const answer = await put(name, {
      properties: {
        jobType: 'Command',
        command: given['command'] ?? '',
        environmentId: wordAt(body, 'properties.environmentId').replace(
          /^.*commandjobenv1.*$/,
          'azureml:AzureML-any:1',
        ),
        computeId: start === '05' ? null : `${region.primary}/computes/cpu-cluster`,
        identity: given['identity'] ?? null,
        inputs: given['inputs'] ?? {},
        distribution: given['distribution'] ?? null,
        ...(ray === undefined
          ? {}
          : {
              services: {
                'ray-dashboard': { jobServiceType: 'Custom', port: 8265, endpoint: 'https://x', properties: {} },
              },
            }),
      },
    });
    expect(answer.status).toBe(201);
    await region.reaches(name, 'Running');
    await control(region.simulator, 'POST', '/jobs/status', { workspace: region.primary, job: name, status });
    const got = await region.client.get(`${region.primary}/jobs/${name}`);
    // A forced status keeps the times of the run that the others had not begun.
    const isEarly = status === 'Queued';
    expectSameShape(got.body, body, isEarly ? /StartTimeUtc|_azureml\.ClusterName/ : undefined);
    if (start === '05') expect(wordAt(got.body, 'properties.computeId')).toMatch(/\/computes\/.+$/);
  });

  test('recording 12 and 16: a cancel of what has ended', async () => {
    await put('ended-pipeline', { properties: { jobType: 'Pipeline', jobs: {}, tags: { 'sim.runSeconds': '0' } } });
    await region.reaches('ended-pipeline', 'Completed');
    const refused = await region.client.post(`${region.primary}/jobs/ended-pipeline/cancel`);
    expect(refused.status).toBe(recording('12').status);
    expectSameShape(refused.body, recording('12').body);
    expect(innerCodes(refused.body)).toEqual(innerCodes(recording('12').body));
    await region.submit('ended-command', { command: 'sleep 0' });
    await region.reaches('ended-command', 'Completed');
    const accepted = await region.client.post(`${region.primary}/jobs/ended-command/cancel`);
    expect([accepted.status, accepted.body]).toEqual([recording('16').status, undefined]);
  });

  test('recording 13: an anonymous component is normalised, and an equal one is found again', async () => {
    const { request, body } = recording('13');
    const path = `${region.primary}/components/azureml_anonymous/versions`;
    const first = await region.client.put(`${path}/11111111-0000-4000-8000-000000000000`, request);
    const second = await region.client.put(`${path}/22222222-0000-4000-8000-000000000000`, request);
    expect(second.status).toBe(201);
    expect(at(second.body, 'name')).toBe(at(first.body, 'name'));
    expect(at(second.body, 'properties.componentSpec')).toEqual(at(body, 'properties.componentSpec'));
    expectSameShape(second.body, body);
  });

  test.each(['17', '19', '20'])('recording %s: a job that is refused', async (start) => {
    const { request, body, status } = recording(start);
    const answer = await put(`recorded-${start}`, request);
    expect(answer.status).toBe(status);
    expectSameShape(answer.body, body);
    expect(at(answer.body, 'error.code')).toBe(at(body, 'error.code'));
    expect(innerCodes(answer.body)).toEqual(innerCodes(body));
    const place = (text: string): string =>
      text.replaceAll(/eastus|centraluseuap/g, 'REGION').replaceAll(/\b00000\b|mlw-[\w-]+/g, 'WS');
    expect(place(wordAt(answer.body, 'error.message'))).toBe(place(wordAt(body, 'error.message')));
  });

  test('recording 21 and 22: a compute, and one that is missing', async () => {
    const missing = await region.client.get(`${region.primary}/computes/none`);
    expect([missing.status, missing.body, missing.headers['content-length']]).toEqual([404, undefined, '0']);
    expectSameShape((await region.client.get(`${region.primary}/computes/cpu-cluster`)).body, recording('22').body);
  });

  test('recording 23 to 27: versions of code, environments and data, and a datastore', async () => {
    const { codes, environments, data } = region.pair.primary;
    const version = (type: string, one: { name: string; version: string } | undefined): string =>
      `${region.primary}/${type}/${one?.name}/versions/${one?.version}`;
    expectSameShape((await region.client.get(version('codes', codes[0]))).body, recording('23').body);
    expectSameShape((await region.client.get(version('environments', environments[0]))).body, recording('25').body);
    expectSameShape((await region.client.get(version('data', data[0]))).body, recording('26').body, /lastModified/);
    expectSameShape(
      (await region.client.get(`${region.primary}/datastores/workspaceblobstore`)).body,
      recording('27').body,
    );
    const { request, body } = recording('24');
    const put24 = await region.client.put(
      `${region.primary}/environments/CliV2AnonymousEnvironment/versions/abc`,
      request,
    );
    expectSameShape(put24.body, body, /autoRebuild|provisioningState|stage|azureml\.labels/);
  });

  test('recording 34: a name that is taken', async () => {
    await region.submit('taken');
    const answer = await region.submit('taken', { command: 'other' });
    expect(innerCodes(answer.body)).toEqual(innerCodes(recording('34').body));
    const [before, , after] = wordAt(recording('34').body, 'error.message').split(/(existing job's .* cannot)/);
    expect(wordAt(answer.body, 'error.message')).toContain(before);
    expect(wordAt(answer.body, 'error.message')).toContain(after);
  });

  test('the children of a pipeline answer with null properties and are not listed', async () => {
    const { request } = recording('11');
    await put('with-children', request);
    await region.reaches('with-children', 'Running');
    const child = await until(
      () => region.simulator.books().find((line) => line.kind === 'job' && line.parent === 'with-children'),
      'a child',
    );
    const name = child.kind === 'job' ? child.job : '';
    expect((await region.client.get(`${region.primary}/jobs/${name}`)).body).toMatchObject({ name, properties: null });
    const listed = listAt((await region.client.get(`${region.primary}/jobs`)).body, 'value');
    expect(listed.map((job) => at(job, 'name'))).not.toContain(name);
  });
});

function expectSameShape(actual: Body, recorded: Body, extra?: RegExp): void {
  const wanted = shape(recorded).filter((path) => !previewOnly.test(path));
  const found = shape(actual).filter((path) => !previewOnly.test(path));
  const isKnownExtra = (path: string): boolean =>
    (extra?.test(path) ?? false) || versionDependent.test(path) || wanted.some((other) => other === path);
  expect(
    wanted.filter((path) => !found.includes(path) && !versionDependent.test(path) && !(extra?.test(path) ?? false)),
  ).toEqual([]);
  expect(found.filter((path) => !isKnownExtra(path))).toEqual([]);
}

/** Members that older versions of the API lack, and whose defaults changed with it. */
const versionDependent =
  /^properties\.(notificationSetting|limits|queueSettings|resources\.properties|services\.[\w-]+\.nodes)(\.|$)/;

/** The paths of all members, but for those whose keys are data. */
function shape(value: Body, path = ''): string[] {
  if (Array.isArray(value))
    return path.endsWith('additionalInfo') ? value.map((each) => `${path}[${wordAt(each, 'type')}]`) : [];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return [
      here,
      ...(/(^|\.)(jobs|settings|componentSpec|conf)$/.test(here) ||
      (key === 'properties' && path !== '' && !isObject(member))
        ? []
        : shape(member, here)),
    ];
  });
}

function innerCodes(body: Body): string[] {
  const inner = listAt(body, 'error.additionalInfo').find((each) => at(each, 'type') === 'InnerError');
  const codes: string[] = [];
  for (let level = at(inner, 'info.value'); isObject(level); level = level['innerError'])
    codes.push(wordAt(level, 'code'));
  return codes;
}
