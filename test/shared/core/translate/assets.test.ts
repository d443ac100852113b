import { describe, expect, test } from 'vitest';
import { assetKey, emptyAssetMap, type AssetKind, type AssetMap } from '../../../../shared/core/asset.ts';
import {
  commandJob,
  east,
  fromEastToWest,
  inputUri,
  pipelineJob,
  reasons,
  reference,
  translated,
  west,
} from './fixtures.ts';

function mapOf(entries: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>> = {}): AssetMap {
  const assets = Object.entries(entries).map(([from, to]) => {
    const [kind = '', name = '', version = ''] = from.split('/');
    const [other = '', otherVersion = ''] = to.split('/');
    return [assetKey({ kind: kind as AssetKind, name, version }), { name: other, version: otherVersion }] as const;
  });
  return { ...emptyAssetMap, assets: new Map(assets), labels: new Map(Object.entries(labels)) };
}

describe('an asset that was mirrored', () => {
  const assetMap = mapOf({
    'components/c/1': 'c/1-east',
    'components/azureml_anonymous/0165': 'azureml_anonymous/9999',
    'environments/e/3': 'e/3',
    'data/d/2': 'd-east/7',
    'models/m/5': 'm/5',
    'codes/abc/1': 'abc/2',
  });

  test.each([
    [`${east.id}/components/c/versions/1`, `${west.id}/components/c/versions/1-east`],
    [
      `azureml:${east.id}/components/azureml_anonymous/versions/0165`,
      `azureml:${west.id}/components/azureml_anonymous/versions/9999`,
    ],
    [`${east.id}/components/C/versions/1`.toUpperCase(), `${west.id}/COMPONENTS/c/versions/1-east`],
    [
      `azureml://locations/eastus/workspaces/${east.guid}/data/d/versions/2`,
      `azureml://locations/westeurope/workspaces/${west.guid}/data/d-east/versions/7`,
    ],
    [
      'azureml://resourceGroups/rg-east/workspaces/mlw-east/data/d/versions/2',
      'azureml://resourceGroups/rg-west/workspaces/mlw-west/data/d-east/versions/7',
    ],
    ['azureml://data/d/versions/2', 'azureml://data/d-east/versions/7'],
    ['azureml://models/m/versions/5', 'azureml://models/m/versions/5'],
    ['azureml:c:1', 'azureml:c:1-east'],
    ['c:1', 'c:1-east'],
  ])('is called there what the map says: %s', (text, expected) => {
    expect(reference(text, { assetMap })).toBe(expected);
  });

  test('is looked up as what its place says it is', () => {
    const both = mapOf({
      'environments/x/1': 'x/env',
      'components/x/1': 'x/comp',
      'data/x/1': 'x/data',
      'models/x/1': 'x/model',
      'codes/x/1': 'x/code',
    });
    const spec = (of: (kind: string) => string) =>
      pipelineJob(
        {
          n: {
            componentId: of('comp'),
            environment: of('env'),
            code: of('code'),
            inputs: {
              a: { job_input_type: 'uri_folder', uri: of('data') },
              b: { job_input_type: 'mlflow_model', uri: of('model') },
            },
          },
        },
        { environmentId: of('env') },
      );
    expect(
      translated(
        spec(() => 'azureml:x:1'),
        { assetMap: both },
      ),
    ).toEqual(spec((kind) => `azureml:x:${kind}`));
  });

  test('is found under any kind where the place does not say it, unless two kinds would differ', () => {
    const spec = pipelineJob({}, { settings: { custom: 'azureml:d:2' } });
    expect(translated(spec, { assetMap })).toMatchObject({ settings: { custom: 'azureml:d-east:7' } });
    const ambiguous = mapOf({ 'data/d/2': 'd/7', 'models/d/2': 'd/8' });
    expect(reasons(spec, { assetMap: ambiguous })).toEqual(['AssetNotMirrored /settings/custom']);
  });
});

describe('an asset that was not mirrored', () => {
  test.each([
    `${east.id}/components/c/versions/1`,
    'azureml:c:1',
    'azureml:c@latest',
    'c@latest',
    `${east.id}/components/c/labels/default`,
    `${east.id}/components/c`,
    'azureml://models/m/versions/5',
    `azureml://locations/eastus/workspaces/${east.guid}/data/d/versions/2`,
    `${east.id}/featuresets/f/versions/1`,
  ])('blocks: %s', (componentId) => {
    expect(reasons(pipelineJob({ n: { componentId } }), { assetMap: emptyAssetMap })).toEqual([
      'AssetNotMirrored /jobs/n/componentId',
    ]);
  });

  test('is named in the reason, with what to do', () => {
    const result = fromEastToWest(commandJob({ environmentId: `${east.id}/environments/sklearn/versions/3` }), {
      assetMap: emptyAssetMap,
    });
    const [reason] = result.kind === 'blocked' ? result.reasons : [];
    expect(reason?.message).toContain('sklearn:3 in environments');
    expect(reason?.message).toContain('copy it by hand');
  });

  test('of the target, or of a registry, needs no copy', () => {
    const change = { assetMap: emptyAssetMap };
    for (const text of [`${west.id}/components/c/versions/1`, 'azureml://registries/r/components/c/versions/1'])
      expect(reference(text, change)).toBe(text);
  });

  test('is no matter without a map: it has its name and version in the target', () => {
    expect(reference(`${east.id}/components/c/labels/default`)).toBe(`${west.id}/components/c/labels/default`);
  });
});

describe('a label', () => {
  const assetMap = mapOf(
    { 'components/c/4': 'c/4-east', 'environments/e/9': 'e/9' },
    { 'components/c@default': '4', 'environments/e@latest': '9' },
  );

  test.each([
    [`${east.id}/components/C/labels/Default`, `${west.id}/components/c/versions/4-east`],
    ['azureml:c@default', 'azureml:c:4-east'],
    ['c@default', 'c:4-east'],
  ])('becomes the version that it meant when the job was recorded: %s', (text, expected) => {
    expect(reference(text, { assetMap })).toBe(expected);
  });

  test('is resolved where an environment stands too', () => {
    expect(translated(commandJob({ environmentId: 'e@latest' }), { assetMap })['environmentId']).toBe('e:9');
  });

  test('whose version was not mirrored blocks', () => {
    const known = { ...emptyAssetMap, labels: new Map([['components/c@default', '4']]) };
    expect(reasons(pipelineJob({ n: { componentId: 'azureml:c@default' } }), { assetMap: known })).toHaveLength(1);
  });
});

describe('a curated environment', () => {
  test.each([
    ['azureml:AzureML-sklearn-1.0:33', 'azureml:AzureML-sklearn-1.0:33'],
    ['AzureML-sklearn-1.0@latest', 'AzureML-sklearn-1.0@latest'],
    [
      `${east.id}/environments/AzureML-sklearn-1.0/versions/33`,
      `${west.id}/environments/AzureML-sklearn-1.0/versions/33`,
    ],
  ])('needs no copy: every workspace has it: %s', (environmentId, expected) => {
    expect(translated(commandJob({ environmentId }), { assetMap: emptyAssetMap })['environmentId']).toBe(expected);
  });

  test('under a label gets the version that was recorded', () => {
    const assetMap = { ...emptyAssetMap, labels: new Map([['environments/azureml-sklearn@latest', '33']]) };
    expect(
      translated(commandJob({ environmentId: 'azureml:AzureML-sklearn@latest' }), { assetMap })['environmentId'],
    ).toBe('azureml:AzureML-sklearn:33');
  });

  test('is no excuse for data of such a name', () => {
    const spec = { ...inputUri('azureml:AzureML-data:1'), environmentId: 'azureml:AzureML-x:1' };
    expect(reasons(spec, { assetMap: emptyAssetMap })).toEqual(['AssetNotMirrored /inputs/data/uri']);
  });
});
