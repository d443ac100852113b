import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../../shared/core/json.ts';
import { noMapping, type Mapping } from '../../../../shared/core/translate/mapping.ts';
import { stripServiceFields } from '../../../../shared/core/translate/strip.ts';
import { translate } from '../../../../shared/core/translate/translate.ts';
import { east, third, west } from './fixtures.ts';

const there: Mapping = {
  ...noMapping,
  computes: { gpu: 'gpu-west', cpu: 'cpu-west' },
  instanceTypes: { Standard_D3_v2: 'Standard_D4_v3' },
  datastores: { lake: 'lake_of_east', shared: 'shared' },
};
const back: Mapping = {
  ...noMapping,
  computes: { 'gpu-west': 'gpu', 'cpu-west': 'cpu' },
  instanceTypes: { Standard_D4_v3: 'Standard_D3_v2' },
  datastores: { lake_of_east: 'lake', shared: 'shared' },
};

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
const version = fc.stringMatching(/^[0-9a-f]{1,6}$/);
const id = fc
  .tuple(fc.constantFrom('', 'azureml:'), fc.constantFrom('codes', 'environments', 'components', 'data'), name, version)
  .map(([prefix, kind, asset, of]) => `${prefix}${east.id}/${kind}/${asset}/versions/${of}`);
const located = fc
  .tuple(name, version)
  .map(([asset, of]) => `azureml://locations/${east.region}/workspaces/${east.guid}/data/${asset}/versions/${of}`);
const inDatastore = fc
  .tuple(fc.constantFrom('lake', 'shared'), name)
  .map(([store, path]) => `azureml://datastores/${store}/paths/${path}`);
const elsewhere = fc.constantFrom(
  'azureml:data:3',
  'azureml://registries/azureml/environments/e/labels/latest',
  'https://a.blob.core.windows.net/c/p?sig=x',
  '${{parent.inputs.x}}',
);
const dependency = fc.oneof(id, located, elsewhere);
const data = fc.oneof(dependency, inDatastore);
const compute = fc.oneof(
  fc.constantFrom('gpu', 'cpu', 'other', 'serverless', '').map((cluster) => `${east.id}/computes/${cluster}`),
  fc.constantFrom('gpu', 'azureml:cpu', '${{parent.inputs.compute}}'),
);
const size = fc.constantFrom('Standard_D3_v2', 'Standard_E8');

/** JSON without strings that could be references; names that no part of a spec has. */
const unknownValue = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => value !== null && !holdsReference(value)) as fc.Arbitrary<Json>;
const unknown = fc.dictionary(
  name.map((key) => `x-${key}`),
  unknownValue,
  { maxKeys: 3 },
);

const input = fc.oneof(
  fc.record({ jobInputType: fc.constant('uri_folder'), uri: data }),
  fc.record({ jobInputType: fc.constant('literal'), value: fc.string() }),
);
const output = fc.record({ jobOutputType: fc.constant('uri_folder') });
const node: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.record({
      componentId: dependency,
      computeId: compute,
      resources: fc.record({ instance_type: size }),
      inputs: fc.dictionary(name, input, { maxKeys: 3 }),
      environment_variables: fc.dictionary(name, fc.string(), { maxKeys: 2 }),
    }),
    unknown,
  )
  .map(([known, more]) => ({ ...known, ...more }));
const common = fc.record({
  computeId: compute,
  inputs: fc.dictionary(name, input, { maxKeys: 3 }),
  outputs: fc.dictionary(name, output, { maxKeys: 2 }),
  properties: fc.dictionary(name, fc.string(), { maxKeys: 2 }),
  tags: fc.dictionary(name, fc.string(), { maxKeys: 2 }),
});
const command = fc.record({
  jobType: fc.constant('Command'),
  command: fc.string(),
  environmentId: dependency,
  codeId: dependency,
  resources: fc.record({ instanceType: size }),
});
const pipeline = fc.record({
  jobType: fc.constant('Pipeline'),
  jobs: fc.dictionary(name, node, { maxKeys: 4 }),
  settings: fc.record({
    default_compute: compute,
    default_datastore: fc.constantFrom(`${east.id}/datastores/workspaceblobstore`, `${east.id}/datastores/lake`),
  }),
});
const added: JsonObject = {
  status: 'Running',
  isArchived: false,
  componentId: null,
  services: { Tracking: { port: null } },
};
const spec: fc.Arbitrary<JsonObject> = fc
  .tuple(fc.oneof(command, pipeline), common, unknown)
  .map(([kind, shared, more]) => ({ ...kind, ...shared, ...more, ...added }));

function holdsReference(value: unknown): boolean {
  return /azureml:|subscriptions|resourcegroups|runs:|models:|aml:|mlflow/i.test(JSON.stringify(value));
}

function move(original: JsonObject, mapping = there): JsonObject {
  const result = translate({ spec: original, source: east, target: west, mapping });
  if (result.kind === 'blocked') throw new Error(JSON.stringify(result.reasons));
  return result.spec;
}

test('translating there and back gives the spec without its service fields', () => {
  fc.assert(
    fc.property(spec, (original) => {
      const result = translate({ spec: move(original), source: west, target: east, mapping: back });
      expect(result).toMatchObject({ kind: 'translated' });
      expect('spec' in result && result.spec).toEqual(stripServiceFields(original));
    }),
  );
});

test('no trace of the source is left where its ids stood', () => {
  fc.assert(
    fc.property(spec, (original) => {
      const text = JSON.stringify(move(original));
      for (const trace of [east.subscriptionId, east.resourceGroup, `/${east.name}`, `/${east.region}`, east.guid])
        expect(text).not.toContain(trace);
    }),
  );
});

test('translating what is translated already, in place, changes nothing', () => {
  fc.assert(
    fc.property(spec, (original) => {
      const moved = move(original);
      expect(translate({ spec: moved, source: west, target: west, mapping: there })).toMatchObject({
        kind: 'translated',
        spec: moved,
        warnings: [],
      });
    }),
  );
});

test('unknown properties never change', () => {
  fc.assert(
    fc.property(spec, unknown, (original, more) => {
      expect(move({ ...original, ...more })).toMatchObject(more);
      const settings = { ...(original['settings'] as JsonObject | undefined), ...more };
      expect(move({ ...original, settings })['settings']).toMatchObject(more);
    }),
  );
});

test('the input is not touched, and equal inputs give equal results', () => {
  fc.assert(
    fc.property(spec, (original) => {
      const before = structuredClone(original);
      const first = move(deepFreeze(original));
      expect(original).toEqual(before);
      expect(move(before)).toEqual(first);
    }),
  );
});

test('any JSON at all is translated or blocked, and what is translated names no third workspace', () => {
  const foreign = fc.constantFrom(`${third.id}/codes/c/versions/1`, `azureml:${third.id}/environments/e/labels/l`);
  const leaf = fc.oneof(fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>, data, foreign);
  const keys = fc.constantFrom(
    'jobs',
    'inputs',
    'outputs',
    'uri',
    'codeId',
    'identity',
    'resources',
    'limits',
    'x',
    '__proto__',
  );
  const anyJson = fc.dictionary(keys, fc.oneof(leaf, fc.dictionary(keys, leaf)));
  fc.assert(
    fc.property(anyJson, (body) => {
      const result = translate({ spec: { ...body, jobType: 'Pipeline' }, source: east, target: west, mapping: there });
      if (result.kind === 'translated') expect(JSON.stringify(result.spec['jobs'] ?? null)).not.toContain(third.name);
    }),
  );
});

function deepFreeze<Value extends Json>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
