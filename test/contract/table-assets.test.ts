import { beforeEach, expect, test } from 'vitest';
import { createTableAssets } from '../../shared/adapters/table-assets.ts';
import { mirrorKey } from '../../shared/core/mirror/row.ts';
import { plus } from '../../shared/core/time.ts';
import type { Assets } from '../../shared/ports.ts';
import { asset, data, direction, now, present, row } from '../shared/core/mirror/fixtures.ts';
import { vision } from '../support/deps.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
let assets: Assets;
beforeEach(() => {
  assets = createTableAssets(storage.fresh());
});

const environment = asset('environments', 'Train', '12');
const claimed = row(environment, { kind: 'copying', until: plus(now, 1_000) });

async function etagOf(): Promise<string> {
  const found = await assets.get(vision, 'primary', [mirrorKey(environment)]);
  return found.get(mirrorKey(environment))?.etag ?? '';
}

test('a row comes back by the key of what it is about, in any letter case', async () => {
  await assets.insert(present(environment));
  const key = mirrorKey(asset('environments', 'tRAIN', '12'));
  expect((await assets.get(vision, 'primary', [key])).get(key)?.row).toEqual(present(environment));
});

test('what is not there is not in the answer, and the other direction is another matter', async () => {
  await assets.insert(present(environment));
  expect((await assets.get(vision, 'secondary', [mirrorKey(environment)])).size).toBe(0);
  expect((await assets.get(vision, 'primary', [mirrorKey(data('a/b?c#d'))])).size).toBe(0);
});

test('of two who claim the same thing one is told that it lost', async () => {
  const both = await Promise.all([assets.insert(claimed), assets.insert(claimed)]);
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(['lost', 'written']);
});

test('of two who change the same row one is told that it lost', async () => {
  await assets.insert(claimed);
  const etag = await etagOf();
  const both = await Promise.all([assets.update(present(environment), etag), assets.update(claimed, etag)]);
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(['lost', 'written']);
});

test('the claim that was won can be turned into what became of it', async () => {
  const won = await assets.insert(claimed);
  if (won.kind !== 'written') throw new Error('lost');
  expect((await assets.update(present(environment), won.etag)).kind).toBe('written');
  expect(await assets.list(vision, 'primary')).toEqual([present(environment)]);
});

test('paths of data that are longer than a key may be are kept apart', async () => {
  const long = (end: string) => data(`${'deep/'.repeat(150)}${end}`);
  await assets.insert(present(long('a')));
  await assets.insert(present(long('b')));
  expect(await assets.list(vision, 'primary')).toHaveLength(2);
});

test('facts come back whole, and an older answer never overwrites a newer one', async () => {
  const { target } = direction.facts;
  if (target === undefined) throw new Error('no facts');
  expect(await assets.facts(vision, 'secondary')).toBeUndefined();
  const newer = {
    ...target,
    at: plus(now, 1),
    identities: ['/subscriptions/1/id'],
    quotas: [{ family: 'f', limit: 0 }],
  };
  await assets.setFacts(vision, 'secondary', newer);
  await assets.setFacts(vision, 'secondary', target);
  expect(await assets.facts(vision, 'secondary')).toEqual(newer);
});
