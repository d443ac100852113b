import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBlobAddress, parseBlobAddress } from '../../../../shared/core/mirror/blob-address.ts';
import { allowsPath } from '../../../../shared/core/mirror/policy.ts';
import { routeBlobs, routeData } from '../../../../shared/core/mirror/route.ts';
import type { BlobPlace } from '../../../../shared/core/mirror/row.ts';
import { way } from './fixtures.ts';

describe('data', () => {
  test('of the default datastore goes into the default datastore of the target, under the name of its workspace', () => {
    expect(routeData({ datastore: 'WorkspaceBlobStore', path: 'datasets/a/' }, way)).toEqual({
      kind: 'copy',
      from: { account: 'steast', container: 'azureml-blobstore-steast', path: 'datasets/a' },
      to: { account: 'stwest', container: 'azureml-blobstore-stwest', path: 'mirrored/vision-east/datasets/a' },
      target: { datastore: 'workspaceblobstore', path: 'mirrored/vision-east/datasets/a/' },
    });
  });

  test('of the artifact store is kept apart from it', () => {
    const route = routeData({ datastore: 'workspaceartifactstore', path: 'ExperimentRun/dcid.j/model' }, way);
    expect(route).toMatchObject({
      to: { path: 'mirrored/vision-east@workspaceartifactstore/ExperimentRun/dcid.j/model' },
    });
  });

  test('stays where it is when the configuration, or the storage itself, says that it is there', () => {
    expect(routeData({ datastore: 'shared_data', path: 'a' }, way)).toEqual({ kind: 'shared' });
    const mapped = { ...way, mapping: { ...way.mapping, datastores: { lake: 'lake_west' } } };
    expect(routeData({ datastore: 'lake', path: 'a' }, mapped)).toEqual({ kind: 'shared' });
  });
});

describe('addresses', () => {
  test.each([
    ['https://steast.blob.core.windows.net:443/72e8-1/src', 'steast', '72e8-1', 'src'],
    ['https://steast.blob.core.windows.net/c/a%20b/c.txt', 'steast', 'c', 'a b/c.txt'],
    ['wasbs://c@steast.blob.core.windows.net/a/b/', 'steast', 'c', 'a/b'],
    ['abfss://fs@steast.dfs.core.windows.net/x', 'steast', 'fs', 'x'],
    ['https://steast.blob.core.chinacloudapi.cn/c', 'steast', 'c', ''],
  ])('%s is taken apart, and stays of its form when it is pointed elsewhere', (text, account, container, path) => {
    const found = parseBlobAddress(text);
    expect(found).toMatchObject({ account, container, path });
    if (found === undefined) return;
    const moved = formatBlobAddress({ ...found, account: 'stwest' });
    expect(moved.split(':')[0]).toBe(text.split(':')[0]);
    expect(parseBlobAddress(moved)).toMatchObject({ account: 'stwest', container, path });
  });

  test.each([
    'https://example.com/a',
    'https://steast.blob.core.windows.net/c/a?sv=2020&sig=x',
    'azureml:train:1',
    'src',
  ])('%s is none that could be copied', (text) => expect(parseBlobAddress(text)).toBeUndefined());

  test('only blobs in the storage of the source workspace itself are copied', () => {
    const place = { account: 'steast', container: 'code', path: 'src' };
    expect(routeBlobs(place, way)?.account).toBe('stwest');
    expect(routeBlobs({ ...place, account: 'stelsewhere' }, way)).toBeUndefined();
    const mapped = { ...way, mapping: { ...way.mapping, storageAccounts: { steast: 'stcopy' } } };
    expect(routeBlobs(place, mapped)).toBeUndefined();
  });

  test('of two accounts have copies apart, though container and path are equal', () => {
    const place = { account: 'steast', container: 'curated', path: 'models/base' };
    expect(routeBlobs(place, way)?.path).toBe('mirrored/vision-east@blobs/steast/curated/models/base');
    expect(routeBlobs({ ...place, account: 'stlake' }, way)?.path).toBe(
      'mirrored/vision-east@blobs/stlake/curated/models/base',
    );
  });

  test('that differ never have their copies in one place', () => {
    const word = fc.constantFrom('a', 'b', 'ab', 'steast', 'stlake');
    const place = fc.record({
      account: fc.constantFrom('steast', 'stlake'),
      container: word,
      path: fc.array(word, { maxLength: 3 }).map((names) => names.join('/')),
    });
    const text = ({ account, container, path }: BlobPlace): string => JSON.stringify([account, container, path]);
    fc.assert(
      fc.property(place, place, (one, other) => {
        const [first, second] = [routeBlobs(one, way), routeBlobs(other, way)];
        if (first === undefined || second === undefined) throw new Error('both are in storage of the source alone');
        expect(text(first) === text(second)).toBe(text(one) === text(other));
      }),
      { numRuns: 2_000, seed: 5 },
    );
  });
});

test.each([
  [['**'], 'a/b/c', true],
  [['datasets/**'], 'datasets/a/b', true],
  [['datasets/**'], 'raw/datasets/a', false],
  [['**/train'], 'a/b/train', true],
  [['**/train'], 'train', true],
  [['a/*/c'], 'a/b/c', true],
  [['a/*/c'], 'a/b/b/c', false],
  [['v?'], 'v1', true],
  [['a+b(c)'], 'a+b(c)', true],
  [[], 'a', false],
])('the patterns %j allow %s: %s', (paths, path, allowed) => {
  expect(allowsPath({ maxBytesPerInput: 1, paths }, path)).toBe(allowed);
});
