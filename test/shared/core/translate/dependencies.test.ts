import { describe, expect, test } from 'vitest';
import type { Dependency } from '../../../../shared/core/asset.ts';
import type { JsonObject } from '../../../../shared/core/json.ts';
import { dependenciesOf } from '../../../../shared/core/translate/dependencies.ts';
import { apart, commandJob, east, fromEastToWest, inputUri, outputUri, pipelineJob, third, west } from './fixtures.ts';

/** Without the environment that every test job has, and without what is said about compute. */
function needs(spec: JsonObject, withStores = false): Dependency[] {
  return dependenciesOf(spec, east, withStores ? apart.source : undefined).filter(
    ({ kind, path }) => path !== '/environmentId' && kind !== 'serverless',
  );
}

describe('what a job needs', () => {
  test.each<[string, Dependency]>([
    [
      `${east.id}/data/D/versions/2`,
      { path: '/inputs/data/uri', kind: 'asset', asset: { kind: 'data', name: 'D', version: '2' } },
    ],
    ['azureml:d:2', { path: '/inputs/data/uri', kind: 'asset', asset: { kind: 'data', name: 'd', version: '2' } }],
    [
      'azureml://models/m/versions/1',
      { path: '/inputs/data/uri', kind: 'asset', asset: { kind: 'models', name: 'm', version: '1' } },
    ],
    [
      `azureml://locations/eastus/workspaces/${east.guid}/data/d/versions/2`,
      { path: '/inputs/data/uri', kind: 'asset', asset: { kind: 'data', name: 'd', version: '2' } },
    ],
    ['azureml:d@latest', { path: '/inputs/data/uri', kind: 'label', collection: 'data', name: 'd', label: 'latest' }],
    [
      'azureml://datastores/lake/paths/a/b',
      { path: '/inputs/data/uri', kind: 'data', place: { datastore: 'lake', path: 'a/b' }, use: 'input' },
    ],
    [
      'azureml://datastores/lake',
      { path: '/inputs/data/uri', kind: 'data', place: { datastore: 'lake', path: '' }, use: 'input' },
    ],
    [
      'azureml://jobs/j/outputs/o/paths/p',
      { path: '/inputs/data/uri', kind: 'job-output', job: 'j', output: 'o', rest: '/paths/p' },
    ],
    [
      'azureml://registries/r/models/m/versions/1',
      { path: '/inputs/data/uri', kind: 'registry', registry: 'r', collection: 'models', name: 'm' },
    ],
    [
      'https://steast.blob.core.windows.net/azureml-blobstore-east/x',
      { path: '/inputs/data/uri', kind: 'storage-account', account: 'steast', use: 'input' },
    ],
  ])('is told by the reference %s', (uri, dependency) => {
    expect(needs(inputUri(uri))).toEqual([dependency]);
  });

  test.each([
    `${third.id}/data/d/versions/1`,
    '${{parent.inputs.x}}',
    'https://example.org/x',
    'runs:/a/b',
    './x',
    `${east.id}/jobs/j`,
  ])('is nothing for %s', (uri) => {
    expect(needs(inputUri(uri))).toEqual([]);
  });

  test("is data where the source's datastores are known: an address in its own account, an output of a job", () => {
    const place = (datastore: string, path: string) => [
      { path: '/inputs/data/uri', kind: 'data', place: { datastore, path }, use: 'input' },
    ];
    expect(needs(inputUri('https://steast.blob.core.windows.net/azureml-blobstore-east/a%20b?sig=1'), true)).toEqual(
      place('workspaceblobstore', 'a b'),
    );
    expect(needs(inputUri('azureml://jobs/j/outputs/o/paths/p'), true)).toEqual(
      place('workspaceblobstore', 'azureml/j/o/p'),
    );
    expect(needs(inputUri('azureml://jobs/j/outputs/default'), true)).toEqual(
      place('workspaceartifactstore', 'ExperimentRun/dcid.j'),
    );
    expect(needs(inputUri('https://stworld.blob.core.windows.net/c/x'), true)).toMatchObject([
      { kind: 'storage-account', account: 'stworld' },
    ]);
  });

  test('says what outputs, default datastores and identities need', () => {
    expect(needs(outputUri('azureml://datastores/lake/paths/o'))).toEqual([
      { path: '/outputs/model/uri', kind: 'data', place: { datastore: 'lake', path: 'o' }, use: 'output' },
    ]);
    expect(needs(outputUri('azureml://datastores/${{default_datastore}}/paths/o'))).toEqual([]);
    expect(needs(pipelineJob({}, { settings: { default_datastore: `${east.id}/datastores/lake` } }))).toEqual([
      { path: '/settings/default_datastore', kind: 'datastore', name: 'lake' },
    ]);
    const identity = { identityType: 'Managed', clientId: 'c', resourceId: '/r' };
    expect(needs(commandJob({ identity }))).toEqual([{ path: '/identity/resourceId', kind: 'identity', id: '/r' }]);
    expect(needs(pipelineJob({ n: { identity: { identity_type: 'Managed', client_id: 'c' } } }))).toEqual([
      { path: '/jobs/n/identity/client_id', kind: 'identity', id: 'c' },
    ]);
  });

  test("says of curated environments that they come from Microsoft's registry", () => {
    expect(dependenciesOf(commandJob({ environmentId: 'azureml:AzureML-sklearn:1' }), east)[0]).toEqual({
      path: '/environmentId',
      kind: 'registry',
      registry: 'azureml',
      collection: 'environments',
      name: 'AzureML-sklearn',
    });
  });

  test('is looked for without what the service added', () => {
    expect(
      needs(
        commandJob({
          outputs: {
            default: {
              jobOutputType: 'uri_folder',
              uri: 'azureml://datastores/workspaceartifactstore/ExperimentRun/dcid.j',
            },
          },
        }),
      ),
    ).toEqual([]);
  });
});

describe('the compute that a job needs', () => {
  const computes = (spec: JsonObject) =>
    dependenciesOf(spec, east).filter(({ kind }) => kind === 'compute' || kind === 'serverless');

  test.each([`${east.id}/computes/gpu`, 'azureml:gpu', 'gpu'])('is told by its name: %s', (computeId) => {
    expect(computes(commandJob({ computeId }))).toEqual([{ path: '/computeId', kind: 'compute', name: 'gpu' }]);
  });

  test.each([{}, { computeId: `${east.id}/computes/serverless` }, { computeId: `${east.id}/computes/` }])(
    'is serverless in three shapes: %j',
    (compute) => {
      const job = commandJob({ ...compute, resources: { instanceType: 'Standard_E8' } });
      expect(computes(job)).toEqual([{ path: '/computeId', kind: 'serverless', instanceType: 'Standard_E8' }]);
    },
  );

  test('is that of each node of a pipeline that has no other', () => {
    const jobs = {
      a: { type: 'command', resources: { instance_type: 'Standard_E8' } },
      b: { type: 'command', computeId: `${east.id}/computes/gpu` },
      c: { type: 'if_else' },
      d: { type: 'pipeline', jobs: { e: { type: 'spark', resources: { instance_type: 'Standard_E4' } } } },
      f: { type: 'command', computeId: '${{parent.inputs.c}}' },
    };
    expect(computes(pipelineJob(jobs))).toEqual([
      { path: '/jobs/b/computeId', kind: 'compute', name: 'gpu' },
      { path: '/jobs/a', kind: 'serverless', instanceType: 'Standard_E8' },
      { path: '/jobs/d/jobs/e', kind: 'serverless', instanceType: 'Standard_E4' },
    ]);
    expect(computes(pipelineJob({ a: { type: 'command' } }, { settings: { default_compute: 'cpu' } }))).toEqual([
      { path: '/settings/default_compute', kind: 'compute', name: 'cpu' },
    ]);
  });
});

test('a translation tells the same needs, blocked or not, and in place too', () => {
  const spec = pipelineJob(
    { n: { componentId: `${east.id}/components/c/versions/1`, computeId: 'gpu' } },
    inputUri('azureml://datastores/lake/paths/x'),
  );
  const job = { ...spec, jobType: 'Pipeline' };
  const needed = dependenciesOf(job, east);
  expect(needed.length).toBeGreaterThan(2);
  expect(fromEastToWest(job)).toMatchObject({ kind: 'blocked', dependencies: needed });
  expect(fromEastToWest(job, { mapping: { datastores: { lake: 'lake' } } })).toMatchObject({
    kind: 'translated',
    dependencies: needed,
  });
  expect(fromEastToWest(job, { target: east })).toMatchObject({ kind: 'translated', dependencies: needed });
});

test('a component spec needs what stands in it, and no compute of its own', () => {
  const spec = {
    type: 'pipeline',
    jobs: {
      a: { componentId: `${east.id}/components/c/versions/1` },
      b: { componentId: `${west.id}/components/c/versions/1` },
    },
  };
  expect(dependenciesOf(spec, east)).toEqual([
    { path: '/jobs/a/componentId', kind: 'asset', asset: { kind: 'components', name: 'c', version: '1' } },
  ]);
});
