import { describe, expect, test } from 'vitest';
import { emptyAssetMap, type AssetMap, type DataPlace } from '../../../../shared/core/asset.ts';
import { stringAt, objectAt } from '../../../../shared/core/json.ts';
import {
  apart,
  east,
  inputUri,
  outputUri,
  pipelineJob,
  reasons,
  translated,
  warnings,
  west,
  type Change,
} from './fixtures.ts';
import { storesOf } from './mirrored.ts';

function copies(data: Readonly<Record<string, DataPlace>>): AssetMap {
  return {
    ...emptyAssetMap,
    assets: new Map([['environments/sklearn/versions/3' as never, { name: 'sklearn', version: '3' }]]),
    data: new Map(Object.entries(data)),
  };
}

function inputOf(uri: string, change: Change): string | undefined {
  return stringAt(objectAt(objectAt(translated(inputUri(uri), change), 'inputs'), 'data'), 'uri');
}

function outputOf(uri: string, change: Change): string | undefined {
  return stringAt(objectAt(objectAt(translated(outputUri(uri), change), 'outputs'), 'model'), 'uri');
}

const blob = 'azureml://datastores/workspaceblobstore/paths';
const at = (path: string) => ({ datastore: 'workspaceblobstore', path });

describe('data in storage that both workspaces reach', () => {
  test.each([
    ['azureml://datastores/lake/paths/a/b.csv', 'azureml://datastores/lake_west/paths/a/b.csv'],
    ['azureml://datastores/LAKE', 'azureml://datastores/lake_west'],
    [`azureml:${east.id}/datastores/lake/paths/a`, `azureml:${west.id}/datastores/lake_west/paths/a`],
    [
      'azureml://resourceGroups/rg-east/workspaces/mlw-east/datastores/lake/paths/a/',
      'azureml://resourceGroups/rg-west/workspaces/mlw-west/datastores/lake_west/paths/a/',
    ],
  ])('is read under the name that the target has for it: %s', (uri, expected) => {
    expect(inputOf(uri, { stores: apart })).toBe(expected);
  });

  test('is recognised by account and container, not by name', () => {
    const namesake = { ...apart, target: storesOf('stwest', 'west', { lake: 'stother/data' }) };
    expect(reasons(inputUri('azureml://datastores/lake/paths/a'), { stores: namesake })).toEqual([
      'DataNotInStandby /inputs/data/uri',
    ]);
    const both = { ...apart, target: storesOf('stwest', 'west', { a_lake: 'stlake/data', lake: 'STLAKE/data' }) };
    expect(inputOf('azureml://datastores/lake/paths/a', { stores: both })).toBe('azureml://datastores/lake/paths/a');
  });

  test('is the same behind a blob and a Data Lake datastore, and another behind a file share', () => {
    const typed = (type: string) => {
      const lake = { name: 'lake', type, account: 'stlake', container: 'data' };
      return { ...apart, target: { byName: new Map([['lake', lake]]) } };
    };
    expect(inputOf('azureml://datastores/lake/paths/a', { stores: typed('AzureDataLakeGen2') })).toBe(
      'azureml://datastores/lake/paths/a',
    );
    expect(reasons(inputUri('azureml://datastores/lake/paths/a'), { stores: typed('AzureFile') })).toHaveLength(1);
  });

  test('is also what the mapping says it is', () => {
    const mapping = { datastores: { own: 'own_of_east', lake: 'wrong' } };
    expect(inputOf('azureml://datastores/own/paths/a', { stores: apart, mapping })).toBe(
      'azureml://datastores/own_of_east/paths/a',
    );
    expect(inputOf('azureml://datastores/lake/paths/a', { stores: apart, mapping })).toBe(
      'azureml://datastores/lake_west/paths/a',
    );
  });
});

describe('data that was copied', () => {
  const assetMap = copies({
    'workspaceblobstore/in/iris.csv': at('mirror/1/iris.csv'),
    'workspaceblobstore/folder': at('mirror/2'),
    'workspaceblobstore/slash/': at('mirror/3/'),
    'own/': at('mirror/own'),
  });
  const change = { stores: apart, assetMap };

  test.each([
    [`${blob}/in/iris.csv`, `${blob}/mirror/1/iris.csv`],
    [`${blob}/folder`, `${blob}/mirror/2`],
    [`${blob}/folder/`, `${blob}/mirror/2/`],
    [`${blob}/folder/a/b.csv`, `${blob}/mirror/2/a/b.csv`],
    [`${blob}/slash`, `${blob}/mirror/3`],
    [`${blob}/slash/x/`, `${blob}/mirror/3/x/`],
    ['azureml://datastores/own/paths/any/thing', `${blob}/mirror/own/any/thing`],
    ['azureml://datastores/own', `${blob}/mirror/own`],
    [
      `${east.id}/datastores/workspaceblobstore/paths/folder/x`,
      `${west.id}/datastores/workspaceblobstore/paths/mirror/2/x`,
    ],
    [
      'https://steast.blob.core.windows.net/azureml-blobstore-east/folder/my%20x.csv?sv=1&sig=s',
      `${blob}/mirror/2/my x.csv`,
    ],
    ['abfss://azureml-blobstore-east@STEAST.dfs.core.windows.net/folder/x', `${blob}/mirror/2/x`],
  ])('is read from its copy, or from the copy of a folder around it: %s', (uri, expected) => {
    expect(inputOf(uri, change)).toBe(expected);
  });

  test.each([`${blob}/in/iris.csv2`, `${blob}/in`, `${blob}/folder2/x`, `${blob}/FOLDER/x`])(
    'is nothing else that only begins alike: %s',
    (uri) => {
      expect(reasons(inputUri(uri), change)).toEqual(['DataNotInStandby /inputs/data/uri']);
    },
  );

  test('is not where an output goes', () => {
    expect(outputOf(`${blob}/folder/out`, change)).toBe(`${blob}/folder/out`);
  });
});

describe('an output of another job', () => {
  const assetMap = copies({
    'workspaceblobstore/azureml/j1/model': at('mirror/m'),
    'workspaceartifactstore/ExperimentRun/dcid.j1': { datastore: 'workspaceblobstore', path: 'mirror/a' },
  });

  test.each([
    ['azureml://jobs/j1/outputs/model/paths/best/', `${blob}/mirror/m/best/`],
    ['azureml://jobs/j1/outputs/model', `${blob}/mirror/m`],
    ['azureml://jobs/j1/outputs/default/paths/logs/x', `${blob}/mirror/a/logs/x`],
    ['azureml://jobs/j1/outputs/artifacts/paths/model', `${blob}/mirror/a/model`],
    [
      'azureml://subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-east/workspaces/mlw-east/jobs/j1/outputs/model/paths/x',
      'azureml://subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-west/workspaces/mlw-west/datastores/workspaceblobstore/paths/mirror/m/x',
    ],
  ])('is data in a datastore: %s', (uri, expected) => {
    expect(inputOf(uri, { stores: apart, assetMap })).toBe(expected);
  });

  test('that was not copied blocks, and the reason names the job', () => {
    expect(reasons(inputUri('azureml://jobs/j2/outputs/o'), { stores: apart, assetMap })).toEqual([
      'DataNotInStandby /inputs/data/uri',
    ]);
  });

  test('cannot be told apart from run history while the datastores are unknown, and the job itself never', () => {
    expect(reasons(inputUri('azureml://jobs/j1/outputs/model'))).toEqual(['RunScopedReference /inputs/data/uri']);
    for (const uri of ['azureml://jobs/j1', `${east.id}/jobs/j1`, 'runs:/j1/model', 'aml://artifact/x'])
      expect(reasons(inputUri(uri), { stores: apart })).toEqual(['RunScopedReference /inputs/data/uri']);
  });
});

describe('an address in a storage account', () => {
  const other = 'https://azuremlexamples.blob.core.windows.net/datasets/iris.csv';
  const own = 'https://steast.blob.core.windows.net/azureml-blobstore-east/x';

  test('that is nobody of ours is kept', () => {
    for (const uri of [other, 'https://stowned.blob.core.windows.net/things/x', 'https://example.org/steast'])
      expect(inputOf(uri, { stores: apart })).toBe(uri);
  });

  test('that goes down with the source blocks unless there is a copy, whatever the container', () => {
    for (const uri of [
      own,
      'https://steast.blob.core.windows.net/elsewhere/x',
      'https://steast-secondary.blob.core.windows.net/azureml-blobstore-east/x',
    ])
      expect(reasons(inputUri(uri), { stores: apart })).toEqual(['DataNotInStandby /inputs/data/uri']);
  });

  test('that the target uses too is kept', () => {
    expect(inputOf(own, { stores: { ...apart, target: storesOf('steast', 'west') } })).toBe(own);
  });

  test.each([
    [own, 'https://stmapped.blob.core.windows.net/azureml-blobstore-east/x'],
    ['wasbs://c@STEAST.blob.core.windows.net/p', 'wasbs://c@stmapped.blob.core.windows.net/p'],
    ['abfss://f@steast.dfs.core.windows.net/p', 'abfss://f@stmapped.dfs.core.windows.net/p'],
    ['adl://steast.azuredatalakestore.net/p', 'adl://stmapped.azuredatalakestore.net/p'],
  ])('that the mapping names becomes that of the mapped account: %s', (uri, expected) => {
    const mapping = { storageAccounts: { steast: 'stmapped' } };
    expect(inputOf(uri, { mapping })).toBe(expected);
    expect(inputOf(uri, { mapping, stores: apart })).toBe(expected);
  });
});

describe('an output', () => {
  test("into the workspace's own datastore goes to the target's, with a warning: nothing of the origin writes there", () => {
    const fixed = `${blob}/outputs`;
    expect(outputOf(fixed, { stores: apart })).toBe(fixed);
    expect(warnings(outputUri(fixed), { stores: apart })).toEqual(['OutputInStandby /outputs/model/uri']);
    expect(reasons(outputUri(fixed))).toEqual([
      'OutputPathShared /outputs/model/uri',
      'DataNotInStandby /outputs/model/uri',
    ]);
  });

  test('with a fixed path in shared storage is blocked all the same', () => {
    expect(reasons(outputUri('azureml://datastores/lake/paths/out'), { stores: apart })).toEqual([
      'OutputPathShared /outputs/model/uri',
    ]);
    const sameStorage = { ...apart, target: storesOf('steast', 'east') };
    expect(reasons(outputUri(`${blob}/outputs`), { stores: sameStorage })).toEqual([
      'OutputPathShared /outputs/model/uri',
    ]);
  });

  test("into a datastore of the user's own without counterpart is blocked", () => {
    expect(reasons(outputUri('azureml://datastores/own/paths/${{name}}'), { stores: apart })).toEqual([
      'DataNotInStandby /outputs/model/uri',
    ]);
  });
});

describe("a pipeline's default datastore", () => {
  const withDefault = (name: string) => pipelineJob({}, { settings: { default_datastore: name } });

  test('may be any storage, so a namesake in the target will do', () => {
    const stores = { ...apart, target: storesOf('stwest', 'west', { own: 'stelse/where', lake_west: 'stlake/data' }) };
    expect(translated(withDefault('azureml:own'), { stores })).toEqual(withDefault('azureml:own'));
    expect(translated(withDefault('lake'), { stores })).toEqual(withDefault('lake_west'));
    expect(reasons(withDefault('azureml:own'), { stores: apart })).toEqual([
      'DataNotInStandby /settings/default_datastore',
    ]);
  });
});
