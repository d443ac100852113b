import { describe, expect, test } from 'vitest';
import { type PairName, type RunId } from '../../shared/core/ids.ts';
import { at, claimed, endOf, fence, freshPair, order, pointers } from '../support/pointers.ts';

describe('a drill that holds the pair', () => {
  const drillOf = (pair: PairName) => pointers.claim(pair, { ...order(), kind: 'drill' });

  test.each(['failover', 'evacuate', 'failback'] as const)('gives way to a run of the kind %s', async (kind) => {
    const pair = freshPair();
    const drill = await drillOf(pair);
    // An evacuation leads to the workspace that is active.
    const source = kind === 'evacuate' ? 'secondary' : 'primary';
    const taken = await pointers.claim(pair, { ...order(source), kind });
    if (drill.kind !== 'claimed' || taken.kind !== 'claimed') throw new Error(`${drill.kind}, ${taken.kind}`);
    expect(taken.claim.order.run).not.toBe(drill.claim.order.run);
    expect(taken.claim.fence).toBeGreaterThan(drill.claim.fence);
    const { run } = drill.claim.order;
    expect(await pointers.setClaimState(pair, run, drill.claim.fence, 'ended')).toMatchObject({ kind: 'fenced' });
    expect(await pointers.takeOver(pair, run)).toMatchObject({ kind: 'fenced' });
  });

  test('gives way to one of many at once, and those who come later are told by whom', async () => {
    const pair = freshPair();
    await drillOf(pair);
    const results = await Promise.all(Array.from({ length: 12 }, () => pointers.claim(pair, order())));
    expect(results.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === 'busy')).toHaveLength(11);
  });

  test('does not give way to another drill, and no run gives way to a drill', async () => {
    const pair = freshPair();
    await drillOf(pair);
    expect(await drillOf(pair)).toMatchObject({ kind: 'busy', claim: { order: { kind: 'drill' } } });
    const other = freshPair();
    await claimed(other);
    expect(await drillOf(other)).toMatchObject({ kind: 'busy', claim: { order: { kind: 'failover' } } });
  });
});

describe('a cancel', () => {
  const word = { by: 'grace', at: at('09:02') };

  test('is kept with the claim, and the first word stays', async () => {
    const claim = await claimed(freshPair());
    const cancelled = { kind: 'cancelled', claim: { ...claim, cancelled: word } };
    expect(await pointers.cancel(claim.pair, claim.order.run, word)).toEqual(cancelled);
    expect(await pointers.cancel(claim.pair, claim.order.run, { by: 'linus', at: at('09:03') })).toEqual(cancelled);
    expect((await pointers.read(claim.pair)).claim).toEqual(cancelled.claim);
  });

  test('of a run that has ended, or that does not hold the pair, is refused', async () => {
    const claim = await claimed(freshPair());
    expect((await pointers.cancel(claim.pair, `${claim.pair}-r2` as RunId, word)).kind).toBe('fenced');
    await endOf(claim);
    expect((await pointers.cancel(claim.pair, claim.order.run, word)).kind).toBe('fenced');
  });

  test('survives a takeover, and a run that was cancelled can no longer switch', async () => {
    const claim = await claimed(freshPair());
    await pointers.cancel(claim.pair, claim.order.run, word);
    const taken = await pointers.takeOver(claim.pair, claim.order.run);
    expect(taken).toMatchObject({ kind: 'taken', claim: { fence: 2, cancelled: word } });
    expect((await pointers.switchActive(claim.pair, claim.order.run, fence(2), at('09:05'))).kind).toBe('fenced');
    expect((await pointers.read(claim.pair)).active.epoch).toBe(0);
  });

  test('that races with the switch lets one of them win, and both know which', async () => {
    for (let turn = 0; turn < 15; turn += 1) {
      const { pair, order: ordered, fence: own } = await claimed(freshPair());
      const [switched, cancelled] = await Promise.all([
        pointers.switchActive(pair, ordered.run, own, at('09:05')),
        pointers.cancel(pair, ordered.run, word),
      ]);
      expect(cancelled.kind).toBe('cancelled');
      const { active, claim } = await pointers.read(pair);
      expect(claim?.cancelled).toEqual(word);
      expect(active.epoch).toBe(switched.kind === 'switched' ? 1 : 0);
      // Asked again, the switch says the same: done is done, and what was stopped stays stopped.
      expect((await pointers.switchActive(pair, ordered.run, own, at('09:09'))).kind).toBe(switched.kind);
    }
  });
});

test('an evacuation is claimed from the workspace that is not active, and from no other', async () => {
  const pair = freshPair();
  const evacuation = { ...order('primary'), kind: 'evacuate' } as const;
  expect((await pointers.claim(pair, evacuation)).kind).toBe('moved');
  const back = { ...evacuation, source: 'secondary', target: 'primary' } as const;
  expect(await pointers.claim(pair, back)).toMatchObject({ kind: 'claimed', claim: { order: { kind: 'evacuate' } } });
});
