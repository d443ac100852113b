import { describe, expect, test } from 'vitest';
import { createTablePointers } from '../../shared/adapters/table-pointers.ts';
import { lossy } from '../support/lossy-storage.ts';
import { at, freshPair, order } from '../support/pointers.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
/** Whether it is a write of the claim: inserts name the row in their bodies, so all of them but the first are. */
const writesClaim = (method = '', url = ''): boolean =>
  method !== 'GET' && /RowKey='run'/i.test(decodeURIComponent(url));

describe('a claim whose own answer was lost', () => {
  test('of a pair that nobody held before is ours, and no busy pair', async () => {
    const options = storage.fresh();
    const pair = freshPair();
    // The rows are there, so that the only insert is that of the claim.
    await createTablePointers(options).read(pair);
    let inserts = 0;
    const { options: behind, lost } = await lossy(options, ({ method, url = '' }) => {
      if (method !== 'POST' || /Tables/.test(url)) return false;
      inserts += 1;
      return inserts === 1;
    });
    const result = await createTablePointers(behind).claim(pair, order());
    expect(result).toMatchObject({ kind: 'claimed', claim: { order: { run: `${pair}-r1` }, fence: 1, state: 'open' } });
    expect(lost()).toBe(1);
  });

  test('of a pair that was freed before is ours as well, and there is one run more and not two', async () => {
    const options = storage.fresh();
    const pair = freshPair();
    const pointers = createTablePointers(options);
    const first = await pointers.claim(pair, order());
    if (first.kind !== 'claimed') throw new Error(first.kind);
    await pointers.setClaimState(pair, first.claim.order.run, first.claim.fence, 'ended');
    let writes = 0;
    const { options: behind, lost } = await lossy(options, ({ method, url }) => {
      if (!writesClaim(method, url)) return false;
      writes += 1;
      return writes === 1;
    });
    const result = await createTablePointers(behind).claim(pair, order());
    expect(result).toMatchObject({ kind: 'claimed', claim: { order: { run: `${pair}-r2` }, fence: 2 } });
    expect(lost()).toBe(1);
    expect((await pointers.read(pair)).claim).toMatchObject({ order: { run: `${pair}-r2` }, fence: 2, state: 'open' });
  });

  test('is known again by its mark, which stays whatever the run does', async () => {
    const options = storage.fresh();
    const pair = freshPair();
    const pointers = createTablePointers(options);
    const claimed = await pointers.claim(pair, order());
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    const { run } = claimed.claim.order;
    await pointers.switchActive(pair, run, claimed.claim.fence, at('09:05'));
    const taken = await pointers.takeOver(pair, run);
    if (taken.kind !== 'taken') throw new Error(taken.kind);
    await pointers.cancel(pair, run, { by: 'grace', at: at('09:06') });
    await pointers.setClaimState(pair, run, taken.claim.fence, 'ended');
    const { claim } = await pointers.read(pair);
    expect(claim?.nonce).toBe(claimed.claim.nonce);
    expect(claim?.nonce).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('leaves exactly one of two rivals with the pair, whoever loses an answer', async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const options = storage.fresh();
      const pair = freshPair();
      await createTablePointers(options).read(pair);
      const rivals = await Promise.all(
        [0, 1].map(async () => {
          let writes = 0;
          const { options: behind } = await lossy(options, ({ method, url = '' }) => {
            if (method === 'GET' || /Tables/.test(url)) return false;
            writes += 1;
            return writes === 1;
          });
          return createTablePointers(behind);
        }),
      );
      const results = await Promise.all(rivals.map((pointers) => pointers.claim(pair, order())));
      expect(results.map(({ kind }) => kind).toSorted()).toEqual(['busy', 'claimed']);
    }
  });
});
