import { beforeAll, expect, test } from 'vitest';
import { createTableRequests } from '../../shared/adapters/table-requests.ts';
import { jobKey, parsePairName, requestedName, specHash, type PairName } from '../../shared/core/ids.ts';
import type { RequestRecord } from '../../shared/core/request.ts';
import { instant } from '../../shared/core/time.ts';
import type { Requests } from '../../shared/ports.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
let requests: Requests;
beforeAll(() => {
  requests = createTableRequests(storage.fresh());
});

const vision = parsePairName('vision') as PairName;
function recordOf(requestId: string, more: Partial<RequestRecord> = {}): RequestRecord {
  return {
    pair: vision,
    requestId,
    bodyHash: specHash('body'),
    job: jobKey('primary', 'train_7'),
    target: 'secondary',
    targetName: requestedName('train_7', requestId),
    sender: 'queue',
    reason: 'nightly',
    pinnedAt: instant(Date.parse('2026-03-14T09:00:00Z')),
    outcome: { kind: 'pinned' },
    ...more,
  };
}

test('a request that is pinned twice gives the first record, whatever the second one says', async () => {
  const first = await requests.pin(recordOf('r1'));
  const again = await requests.pin(recordOf('r1', { target: 'primary', sender: 'somebody else' }));
  expect(first.row).toEqual(recordOf('r1'));
  expect(again).toEqual(first);
});

test('of many who pin at once, one wins, and all get its record', async () => {
  const pinned = await Promise.all(
    Array.from({ length: 12 }, (_, index) => requests.pin(recordOf('r2', { sender: `sender ${index}` }))),
  );
  expect(new Set(pinned.map(({ row, etag }) => `${row.sender} ${etag}`)).size).toBe(1);
});

test('an outcome is written once: who read an older version is told that it lost', async () => {
  const { row, etag } = await requests.pin(recordOf('r3'));
  const created: RequestRecord = { ...row, outcome: { kind: 'created', how: 'created' } };
  expect(await requests.update(created, etag)).toBe('written');
  const refused = { kind: 'refused', reasons: [{ code: 'Late', message: 'too late' }] } as const;
  expect(await requests.update({ ...row, outcome: refused }, etag)).toBe('lost');
  expect((await requests.get(vision, 'r3'))?.row).toEqual(created);
  expect((await requests.pin(recordOf('r3'))).row).toEqual(created);
});

test('a requestId may hold anything, its letters have a case, and each pair has its own', async () => {
  const ids = ['a/b\\c#d?e', 'Ä 😀', 'case', 'CASE', 'x'.repeat(2_000), ' '];
  for (const id of ids) await requests.pin(recordOf(id));
  for (const id of ids) expect((await requests.get(vision, id))?.row.requestId).toBe(id);
  expect(await requests.get(parsePairName('speech') as PairName, 'case')).toBeUndefined();
  expect(await requests.get(vision, 'nobody')).toBeUndefined();
});
