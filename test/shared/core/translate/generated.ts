import * as fc from 'fast-check';
import { assetKey, assetKinds, type AssetKind, type AssetMap } from '../../../../shared/core/asset.ts';
import type { Json, JsonObject } from '../../../../shared/core/json.ts';
import { noMapping, type Mapping } from '../../../../shared/core/translate/mapping.ts';
import { east } from './fixtures.ts';
import { storesOf } from './mirrored.ts';

/*
 * Specs of every kind whose references all have a counterpart in the other workspace, so that the way there and back
 * must give them again; and what each way needs.
 */

const identity = ['44444444-4444-4444-8444-444444444444', '66666666-6666-4666-8666-666666666666'] as const;

export const there: Mapping = {
  ...noMapping,
  computes: { gpu: 'gpu-west', cpu: 'cpu-west' },
  instanceTypes: { Standard_D3_v2: 'Standard_D4_v3' },
  datastores: { lake: 'lake_of_east', shared: 'shared' },
  storageAccounts: { steast2: 'stwest2' },
  identities: { [identity[0]]: identity[1] },
};
export const back: Mapping = {
  ...noMapping,
  computes: { 'gpu-west': 'gpu', 'cpu-west': 'cpu' },
  instanceTypes: { Standard_D4_v3: 'Standard_D3_v2' },
  datastores: { lake_of_east: 'lake', shared: 'shared' },
  storageAccounts: { stwest2: 'steast2' },
  identities: { [identity[1]]: identity[0] },
};

const assetNames = ['alpha', 'beta_2', 'azureml_anonymous'];
const versions = ['1', '0165-ab', 'c0ffee'];

/** The mirror gave every asset another version and some another name; on the way back the opposite. */
function mapOf(way: 'there' | 'back'): AssetMap {
  const entries = assetKinds.flatMap((kind) =>
    assetNames.flatMap((name) =>
      versions.map((version) => {
        const copy = { name: name === 'alpha' ? 'alpha-east' : name, version: `${version}-east` };
        const [from, to] = way === 'there' ? [{ name, version }, copy] : [copy, { name, version }];
        return [assetKey({ kind, ...from }), to] as const;
      }),
    ),
  );
  const copied = { datastore: 'workspaceblobstore', path: 'mirror/uploads' };
  const original = { datastore: 'workspaceblobstore', path: 'uploads' };
  const [from, to] = way === 'there' ? [original, copied] : [copied, original];
  return { assets: new Map(entries), labels: new Map(), data: new Map([[`${from.datastore}/${from.path}`, to]]) };
}

const stores = {
  east: storesOf('steast', 'east', { common: 'stboth/c' }),
  west: storesOf('stwest', 'west', { common_east: 'stboth/c' }),
};
export const mirrored = {
  there: { assetMap: mapOf('there'), stores: { source: stores.east, target: stores.west } },
  back: { assetMap: mapOf('back'), stores: { source: stores.west, target: stores.east } },
};

export const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
const assetName = fc.constantFrom(...assetNames);
const version = fc.constantFrom(...versions);

function assetOf(...kinds: readonly AssetKind[]): fc.Arbitrary<string> {
  const asset = fc.tuple(fc.constantFrom(...kinds), assetName, version);
  return fc.oneof(
    fc
      .tuple(fc.constantFrom('', 'azureml:'), asset)
      .map(([prefix, [kind, called, of]]) => `${prefix}${east.id}/${kind}/${called}/versions/${of}`),
    asset.map(
      ([kind, called, of]) =>
        `azureml://locations/${east.region}/workspaces/${east.guid}/${kind}/${called}/versions/${of}`,
    ),
    asset.map(
      ([kind, called, of]) =>
        `azureml://resourceGroups/${east.resourceGroup}/workspaces/${east.name}/${kind}/${called}/versions/${of}`,
    ),
    asset.map(([kind, called, of]) => `azureml://${kind}/${called}/versions/${of}`),
    asset.map(([, called, of]) => `azureml:${called}:${of}`),
    fc.constantFrom(
      'azureml://registries/azureml/environments/e/labels/latest',
      '${{parent.inputs.x}}',
      'azureml://feeds/f/x',
    ),
  );
}
const inDatastore = fc
  .tuple(fc.constantFrom('lake', 'shared'), name)
  .map(([store, path]) => `azureml://datastores/${store}/paths/${path}`);
const inOwnStorage = fc.oneof(
  fc
    .tuple(fc.constantFrom('common/paths', 'workspaceblobstore/paths/uploads'), name)
    .map(([place, path]) => `azureml://datastores/${place}/${path}/`),
  name.map((path) => `${east.id}/datastores/workspaceblobstore/paths/uploads/${path}`),
);
const addresses = fc.constantFrom(
  'https://a.blob.core.windows.net/c/p?sig=x',
  'abfss://f@steast2.dfs.core.windows.net/p',
  'https://example.org/x',
);
const compute = fc.oneof(
  fc.constantFrom('gpu', 'cpu', 'other', 'serverless', '').map((cluster) => `${east.id}/computes/${cluster}`),
  fc.constantFrom('gpu', 'azureml:cpu', '${{parent.inputs.compute}}'),
);
const size = fc.constantFrom('Standard_D3_v2', 'Standard_E8');
const runsAs = fc.constantFrom<JsonObject>(
  { identityType: 'AMLToken' },
  { identityType: 'Managed', clientId: identity[0] },
  { identityType: 'Managed' },
);

/** JSON without strings that could be references; names that no part of a spec has. */
const unknownValue = fc
  .jsonValue({ maxDepth: 3 })
  .filter(
    (value) =>
      value !== null && !/azureml:|subscriptions|resourcegroups|runs:|models:|aml:|mlflow/i.test(JSON.stringify(value)),
  ) as fc.Arbitrary<Json>;
export const unknown = fc.dictionary(
  name.map((key) => `x-${key}`),
  unknownValue,
  { maxKeys: 3 },
);

/** @param data what the references to data may be: all that a mirror makes possible, or what needs none. */
function specsWith(data: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> {
  const inputs = fc.dictionary(
    name,
    fc.oneof(
      fc.record({ jobInputType: fc.constantFrom('uri_folder', 'mltable'), uri: data }),
      fc.record({ jobInputType: fc.constant('mlflow_model'), uri: assetOf('models') }),
      fc.record({ jobInputType: fc.constant('literal'), value: fc.string() }),
    ),
    { maxKeys: 3 },
  );
  const outputs = fc.dictionary(name, fc.record({ jobOutputType: fc.constant('uri_folder') }), { maxKeys: 2 });
  const code = assetOf('codes');
  const environment = assetOf('environments');
  const common = fc.record({
    computeId: compute,
    inputs,
    outputs,
    identity: runsAs,
    properties: fc.dictionary(name, fc.string(), { maxKeys: 2 }),
    tags: fc.dictionary(name, fc.string(), { maxKeys: 2 }),
  });
  const node = fc.oneof(
    fc.record({
      type: fc.constant('command'),
      componentId: assetOf('components'),
      computeId: compute,
      resources: fc.record({ instance_type: size }),
      inputs,
      environment_variables: fc.dictionary(name, fc.string(), { maxKeys: 2 }),
    }),
    fc.record({
      type: fc.constant('parallel'),
      task: fc.record({ code, environment, entry_script: fc.constant('a.py') }),
      mini_batch_size: fc.nat(),
    }),
    fc.record({ type: fc.constant('sweep'), trial: assetOf('components'), search_space: unknown }),
    fc.record({
      type: fc.constant('spark'),
      componentId: assetOf('components'),
      py_files: fc.array(data, { maxLength: 2 }),
    }),
    fc.record({
      type: fc.constant('pipeline'),
      jobs: fc.dictionary(name, fc.record({ componentId: assetOf('components'), identity: runsAs }), { maxKeys: 2 }),
    }),
    fc.record({
      type: fc.constant('if_else'),
      condition: fc.constant('${{parent.jobs.a.outputs.o}}'),
      true_block: fc.constant('${{parent.jobs.b}}'),
    }),
  );
  const kinds = fc.oneof(
    fc.record({
      jobType: fc.constant('Command'),
      command: fc.string(),
      environmentId: environment,
      codeId: code,
      resources: fc.record({ instanceType: size }),
    }),
    fc.record({
      jobType: fc.constant('Pipeline'),
      jobs: fc.dictionary(
        name,
        fc.tuple(node, unknown).map(([known, more]) => ({ ...known, ...more })),
        { maxKeys: 4 },
      ),
      settings: fc.record({
        default_compute: compute,
        default_datastore: fc.constantFrom(`${east.id}/datastores/workspaceblobstore`, `${east.id}/datastores/lake`),
      }),
    }),
    fc.record({
      jobType: fc.constant('Sweep'),
      trial: fc.record({
        command: fc.string(),
        environmentId: environment,
        codeId: code,
        resources: fc.record({ instanceType: size }),
      }),
      searchSpace: unknown,
    }),
    fc.record({
      jobType: fc.constant('AutoML'),
      environmentId: environment,
      taskDetails: fc.record({
        taskType: fc.constant('Classification'),
        trainingData: fc.record({ jobInputType: fc.constant('mltable'), uri: data }),
        targetColumnName: fc.constant('y'),
      }),
    }),
    fc.record({
      jobType: fc.constant('Spark'),
      codeId: code,
      jars: fc.array(data, { maxLength: 2 }),
      files: fc.array(data, { maxLength: 2 }),
      args: fc.string(),
      resources: fc.record({ instanceType: size, runtimeVersion: fc.constant('3.4') }),
    }),
  );
  const added: JsonObject = {
    status: 'Running',
    isArchived: false,
    componentId: null,
    services: { Tracking: { port: null } },
  };
  return fc.tuple(kinds, common, unknown).map(([kind, shared, more]) => ({ ...kind, ...shared, ...more, ...added }));
}

const dataNeedingNothing = fc.oneof(assetOf('data'), inDatastore, addresses);
/** What can be moved without a mirror, by the mapping alone. */
export const plainSpec = specsWith(dataNeedingNothing);
/** What can be moved when all that it needs was mirrored. */
export const mirroredSpec = specsWith(fc.oneof(dataNeedingNothing, inOwnStorage));
export const reference = fc.oneof(assetOf(...assetKinds), inDatastore, addresses);
