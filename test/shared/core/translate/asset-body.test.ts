import { describe, expect, test } from 'vitest';
import { emptyAssetMap, type AssetKind } from '../../../../shared/core/asset.ts';
import type { JsonObject } from '../../../../shared/core/json.ts';
import { translateAsset, type AssetTranslation } from '../../../../shared/core/translate/asset-body.ts';
import { noMapping } from '../../../../shared/core/translate/mapping.ts';
import { translateComponentSpec } from '../../../../shared/core/translate/translate.ts';
import { apart, east, west } from './fixtures.ts';
import { mirrorOf } from './mirrored.ts';

const base = { source: east, target: west, mapping: noMapping, stores: apart };

function asset(
  kind: AssetKind,
  properties: JsonObject,
  more: Partial<Parameters<typeof translateAsset>[0]> = {},
): AssetTranslation {
  return translateAsset({ ...base, kind, properties, assetMap: emptyAssetMap, ...more });
}

function body(result: AssetTranslation): JsonObject {
  if (result.kind === 'blocked') throw new Error(JSON.stringify(result.reasons));
  return result.properties;
}

const blob = { datastore: 'workspaceblobstore' };
const own = 'https://steast.blob.core.windows.net:443/azureml-blobstore-east';
const copied = {
  ...emptyAssetMap,
  data: new Map([['workspaceblobstore/LocalUpload/1', { ...blob, path: 'mirror/1' }]]),
};

describe('the body of a version', () => {
  test('loses what the service added, and keeps the rest', () => {
    const kept = {
      image: 'mcr.microsoft.com/x:1',
      isAnonymous: false,
      osType: 'Linux',
      tags: { a: 'b' },
      brandNew: { x: [1] },
    };
    expect(
      body(
        asset('environments', {
          ...kept,
          description: null,
          condaFile: '',
          environmentType: 'UserCreated',
          provisioningState: 'Succeeded',
          properties: { 'azureml.labels': 'latest', mine: 'x', 'azureml.runs': `{"id":"${east.id}"}` },
        }),
      ),
    ).toEqual({ ...kept, properties: { mine: 'x' } });
  });

  test('of an environment keeps image and conda file, and takes its build context from the copy', () => {
    const build = (contextUri: string) => ({
      build: { contextUri, dockerfilePath: 'Dockerfile' },
      condaFile: 'name: x\n',
      image: 'i',
    });
    expect(body(asset('environments', build(`${own}/LocalUpload/1/`), { assetMap: copied }))).toEqual(
      build('azureml://datastores/workspaceblobstore/paths/mirror/1/'),
    );
    expect(asset('environments', build(`${own}/LocalUpload/2/`))).toMatchObject({
      kind: 'blocked',
      reasons: [{ code: 'DataNotInStandby', path: '/build/contextUri' }],
    });
  });

  test('of a model forgets the job that made it: its run history stays behind', () => {
    const model = (modelUri: string, more = {}) => ({
      modelType: 'mlflow_model',
      flavors: { python: { data: { a: 'b' } } },
      modelUri,
      ...more,
    });
    const uri =
      'azureml://subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-east/workspaces/mlw-east/datastores/workspaceblobstore/paths/LocalUpload/1/model';
    expect(body(asset('models', model(uri, { jobName: 'j' }), { assetMap: copied }))).toEqual(
      model(
        'azureml://subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-west/workspaces/mlw-west/datastores/workspaceblobstore/paths/mirror/1/model',
      ),
    );
  });

  test('of data has every address rewritten', () => {
    const data = (path: string) => ({
      dataType: 'mltable',
      dataUri: `azureml://datastores/workspaceblobstore/paths/${path}/`,
      referencedUris: [`azureml://datastores/workspaceblobstore/paths/${path}/a`, 'https://example.org/b'],
    });
    const result = asset('data', data('LocalUpload/1'), { assetMap: copied });
    expect(body(result)).toEqual(data('mirror/1'));
    expect(result.dependencies.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'data /dataUri',
      'data /referencedUris/0',
    ]);
    expect(asset('data', data('LocalUpload/2'))).toMatchObject({
      reasons: [{ path: '/dataUri' }, { path: '/referencedUris/0' }],
    });
  });

  test('of code takes the address of its copy, wherever that is', () => {
    const codeUri = 'https://steast.blob.core.windows.net:443/72e8eff8-1-d816f4ed/src';
    const copy = 'https://stwest.blob.core.windows.net/new/src';
    const code = { properties: { hash_sha256: '88' }, isAnonymous: false };
    expect(body(asset('codes', { ...code, codeUri }, { copied: new Map([[codeUri, copy]]) }))).toEqual({
      ...code,
      codeUri: copy,
    });
    expect(asset('codes', { ...code, codeUri })).toMatchObject({
      kind: 'blocked',
      reasons: [{ code: 'DataNotInStandby', path: '/codeUri' }],
      dependencies: [{ kind: 'storage-account', account: 'steast' }],
    });
  });

  test('goes unchanged into the workspace it came from', () => {
    const data = { dataType: 'uri_file', dataUri: `${own}/x` };
    expect(body(asset('data', data, { target: east }))).toEqual(data);
  });
});

describe('a component', () => {
  const spec = ({ id }: { id: string }, copy: string, compute: string) => ({
    $schema: 'https://azuremlsdk2.blob.core.windows.net/preview/0.0.1/pipelineComponent.schema.json',
    name: 'c',
    version: '1',
    type: 'pipeline',
    inputs: { compute: { type: 'string', default: compute }, text: { type: 'string', default: 'gpu' } },
    jobs: {
      a: { componentId: `${id}/components/nested/versions/1${copy}`, computeId: '${{parent.inputs.compute}}' },
      b: {
        type: 'command',
        component: {
          type: 'command',
          command: 'x',
          environment: `azureml:e:1${copy}`,
          code: `azureml:${id}/codes/c/versions/1${copy}`,
        },
      },
    },
  });
  const mapping = { ...noMapping, computes: { gpu: 'gpu-west' } };

  test('has the references of its spec rewritten, in nested components and in the defaults that name a compute', () => {
    const needed = asset('components', { componentSpec: spec(east, '', 'gpu') }, { mapping }).dependencies;
    const result = asset(
      'components',
      { componentSpec: spec(east, '', 'gpu'), isAnonymous: true },
      { mapping, assetMap: mirrorOf(needed) },
    );
    expect(body(result)).toEqual({ componentSpec: spec(west, '-copy', 'gpu-west'), isAnonymous: true });
  });

  test('tells needs and reasons by their place in the whole body', () => {
    const result = asset('components', { componentSpec: spec(east, '', 'gpu') });
    const paths = [
      '/componentSpec/jobs/a/componentId',
      '/componentSpec/jobs/b/component/environment',
      '/componentSpec/jobs/b/component/code',
    ];
    expect(result.dependencies.map(({ path }) => path)).toEqual(expect.arrayContaining(paths));
    expect(result.kind === 'blocked' && result.reasons.map(({ path }) => path)).toEqual(paths);
  });

  test('can be translated by its spec alone, which is never stripped', () => {
    const odd = { type: 'command', status: 'x', properties: { 'azureml.parameters': '{}' }, tags: null };
    expect(translateComponentSpec({ ...base, spec: odd })).toEqual({
      kind: 'translated',
      spec: odd,
      dependencies: [],
      warnings: [],
    });
  });
});

describe('an output of a component with a fixed path in storage that both reach', () => {
  const writing = (uri: string) => ({
    componentSpec: {
      type: 'pipeline',
      jobs: { n: { type: 'command', outputs: { o: { job_output_type: 'uri_folder', uri } } } },
    },
  });
  const from = (path: string) => writing(`azureml://datastores/lake/paths/${path}`);
  const to = (path: string) => writing(`azureml://datastores/lake_west/paths/${path}`);

  test('is rewritten as run.outputs says', () => {
    expect(body(asset('components', from('out'), { outputs: 'suffix' }))).toEqual(to('out-failover'));
    expect(body(asset('components', from('out'), { outputs: 'same' }))).toEqual(to('out'));
  });

  test.each(['block', undefined] as const)(
    'blocks it otherwise, and what is advised has an effect in components: %s',
    (outputs) => {
      const result = asset('components', from('out'), outputs === undefined ? {} : { outputs });
      expect(result).toMatchObject({
        kind: 'blocked',
        reasons: [{ code: 'OutputPathShared', path: '/componentSpec/jobs/n/outputs/o/uri' }],
      });
      const said = result.kind === 'blocked' ? result.reasons[0].message : '';
      expect(said).toContain('run.outputs');
      expect(said).toContain('${{name}}');
      expect(said).not.toContain('failover.outputs');
    },
  );

  test("is left alone where it holds the job's name", () => {
    expect(body(asset('components', from('${{name}}/out')))).toEqual(to('${{name}}/out'));
  });
});
