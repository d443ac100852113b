import { describe, expect, test } from 'vitest';
import type { AssetKind } from '../../../../shared/core/asset.ts';
import type { JsonObject } from '../../../../shared/core/json.ts';
import { addressIn, contentHash, derivedVersion, withVersion } from '../../../../shared/core/mirror/content.ts';

const id = '/subscriptions/1/resourceGroups/r/providers/Microsoft.MachineLearningServices/workspaces/w';
const component = (changes: JsonObject): JsonObject => ({
  componentSpec: {
    ...{ name: 'train', version: '1', type: 'command', command: 'python train.py' },
    environment: `azureml:${id}/environments/e/versions/1`,
    ...changes,
  },
});

describe('equal content', () => {
  const equal: [string, AssetKind, JsonObject, JsonObject][] = [
    ['whatever describes it', 'environments', { image: 'a', description: 'x', tags: { a: '1' } }, { image: 'a' }],
    [
      'whatever the service adds',
      'environments',
      { image: 'a', condaFile: '', provisioningState: 'Succeeded' },
      { image: 'a' },
    ],
    ['a component under another version', 'components', component({}), component({ version: '1-mabc', name: 'other' })],
    [
      'ids in another letter case',
      'components',
      component({}),
      component({ environment: `azureml:${id.toUpperCase()}/environments/e/versions/1` }),
    ],
    [
      'code of the same hash, wherever it lies',
      'codes',
      { codeUri: 'https://a.blob.core.windows.net/c/1', properties: { hash_sha256: 'AB' } },
      { codeUri: 'https://b.blob.core.windows.net/c/2', properties: { hash_sha256: 'ab' } },
    ],
  ];
  test.each(equal)('is told from %s', (_what, kind, one, other) => {
    expect(contentHash(kind, one)).toBe(contentHash(kind, other));
  });

  test('of blobs is told from their hash, and their address says nothing then', () => {
    const at = (account: string) => ({ codeUri: `https://${account}.blob.core.windows.net/c/src` });
    expect(contentHash('codes', at('one'), 'tree')).toBe(contentHash('codes', at('two'), 'tree'));
    expect(contentHash('codes', at('one'), 'tree')).not.toBe(contentHash('codes', at('one'), 'other'));
    expect(contentHash('codes', at('one'))).not.toBe(contentHash('codes', at('two')));
  });
});

describe('other content', () => {
  const different: [string, AssetKind, JsonObject, JsonObject][] = [
    ['another image', 'environments', { image: 'a' }, { image: 'b' }],
    ['another conda file', 'environments', { image: 'a', condaFile: 'x' }, { image: 'a' }],
    ['another command', 'components', component({}), component({ command: 'python other.py' })],
    ['a name within it', 'components', component({ inputs: { name: {} } }), component({ inputs: { version: {} } })],
    ['another path', 'data', { dataType: 'uri_file', dataUri: 'a' }, { dataType: 'uri_file', dataUri: 'b' }],
    ['another type', 'models', { modelUri: 'a', modelType: 'x' }, { modelUri: 'a', modelType: 'y' }],
  ];
  test.each(different)('is told from %s', (_what, kind, one, other) => {
    expect(contentHash(kind, one)).not.toBe(contentHash(kind, other));
  });
});

test('the derived version follows from the content, and a component says it itself', () => {
  const version = derivedVersion('3', contentHash('environments', { image: 'a' }));
  expect(version).toMatch(/^3-m[a-z2-7]{8}$/);
  expect(withVersion('components', component({}), version)).toMatchObject({
    componentSpec: { version, name: 'train' },
  });
  expect(withVersion('environments', { image: 'a' }, version)).toEqual({ image: 'a' });
});

test.each<[AssetKind, JsonObject, string | undefined]>([
  ['codes', { codeUri: 'https://acct.blob.core.windows.net:443/c/src' }, 'src'],
  ['environments', { build: { contextUri: 'https://acct.blob.core.windows.net/c/ctx/' } }, 'ctx'],
  ['environments', { image: 'python' }, undefined],
  ['models', { modelUri: 'azureml://datastores/d/paths/m' }, undefined],
  ['components', component({ code: 'https://acct.blob.core.windows.net/c/src' }), undefined],
])('the blobs of %s %j are at %s', (kind, properties, path) => {
  expect(addressIn(kind, properties)?.address.path).toBe(path);
});
