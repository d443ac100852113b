import { beforeAll, describe, expect, test } from 'vitest';
import { createTablePointers } from '../../shared/adapters/table-pointers.ts';
import { otherSide, parsePairName, type Fence, type PairName, type RunId, type Side } from '../../shared/core/ids.ts';
import type { Claim } from '../../shared/core/pointer.ts';
import { instant, type Instant } from '../../shared/core/time.ts';
import type { Pointers } from '../../shared/ports.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
let pointers: Pointers;
beforeAll(() => {
  pointers = createTablePointers(storage.fresh());
});

const at = (time: string): Instant => instant(Date.parse(`2026-03-14T${time}:00Z`));
const fence = (value: number) => value as Fence;

let pairs = 0;
function freshPair(): PairName {
  pairs += 1;
  return parsePairName(`p${pairs}x`) as PairName;
}

function order(source: Side = 'primary') {
  return {
    kind: 'failover',
    mode: 'forced',
    source,
    target: otherSide(source),
    reason: { code: 'Manual', message: 'the region is down' },
    by: 'ada',
    claimedAt: at('09:00'),
    victimsSince: at('08:30'),
  } as const;
}

async function claimed(pair: PairName, source: Side = 'primary'): Promise<Claim> {
  const result = await pointers.claim(pair, order(source));
  if (result.kind !== 'claimed') throw new Error(`${pair} is busy`);
  return result.claim;
}

async function endOf(claim: Claim): Promise<void> {
  expect(await pointers.setClaimState(claim.pair, claim.order.run, claim.fence, 'ended')).toEqual({ kind: 'set' });
}

test('a pair that nobody has touched has its primary active, at epoch 0, and no claim', async () => {
  const pair = freshPair();
  const reads = await Promise.all(Array.from({ length: 8 }, () => pointers.read(pair)));
  for (const { active, claim } of reads) {
    expect([active.active, active.epoch, claim]).toEqual(['primary', 0, undefined]);
  }
});

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

describe('a claim', () => {
  test('of a free pair is won by exactly one of many, and the others are told by whom', async () => {
    const pair = freshPair();
    const results = await Promise.all(Array.from({ length: 24 }, () => pointers.claim(pair, order())));
    expect(results.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
    expect(
      new Set(
        results.map((each) => (each.kind === 'moved' ? each.kind : `${each.claim.order.run} ${each.claim.fence}`)),
      ),
    ).toEqual(new Set([`${pair}-r1 1`]));
  });

  test('after claim gives run numbers and fences that only grow, also over takeovers', async () => {
    const pair = freshPair();
    const seen: [RunId, Fence][] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      let claim = await claimed(pair);
      if (turn === 1) {
        const taken = await pointers.takeOver(pair, claim.order.run);
        if (taken.kind === 'taken') claim = taken.claim;
      }
      seen.push([claim.order.run, claim.fence]);
      await endOf(claim);
    }
    expect(seen).toEqual([
      [`${pair}-r1`, 1],
      [`${pair}-r2`, 3],
      [`${pair}-r3`, 4],
      [`${pair}-r4`, 5],
    ]);
  });

  test('for a run away from a workspace that is not active is refused: somebody else has switched meanwhile', async () => {
    const pair = freshPair();
    const first = await claimed(pair);
    await pointers.switchActive(pair, first.order.run, first.fence, at('09:05'));
    await endOf(first);
    expect(await pointers.claim(pair, order('primary'))).toMatchObject({ kind: 'moved', active: { epoch: 1 } });
    expect((await pointers.read(pair)).claim?.order.run).toBe(first.order.run);
  });

  test('of a pair whose run is open or stalled is refused', async () => {
    const pair = freshPair();
    const claim = await claimed(pair);
    expect(await pointers.claim(pair, order())).toEqual({ kind: 'busy', claim });
    await pointers.setClaimState(pair, claim.order.run, claim.fence, 'stalled');
    expect(await pointers.claim(pair, order())).toEqual({ kind: 'busy', claim: { ...claim, state: 'stalled' } });
  });
});

describe('a switch', () => {
  test('makes the target active, one epoch later, in the name of the run', async () => {
    const claim = await claimed(freshPair());
    const result = await pointers.switchActive(claim.pair, claim.order.run, claim.fence, at('09:05'));
    const active = {
      pair: claim.pair,
      active: 'secondary',
      epoch: 1,
      since: at('09:05'),
      reason: claim.order.reason,
      by: 'ada',
      run: claim.order.run,
    };
    expect(result).toEqual({ kind: 'switched', active });
    expect(await pointers.read(claim.pair)).toEqual({ active, claim });
  });

  test('repeated, later and by many at once, changes nothing', async () => {
    const { pair, order: ordered, fence: own } = await claimed(freshPair());
    const results = await Promise.all(
      ['09:05', '09:06', '09:07', '09:08'].map((time) => pointers.switchActive(pair, ordered.run, own, at(time))),
    );
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect((await pointers.read(pair)).active.epoch).toBe(1);
  });

  test('under an older fence is refused after a takeover, and the new holder can still switch', async () => {
    const claim = await claimed(freshPair());
    await pointers.takeOver(claim.pair, claim.order.run);
    const late = await pointers.switchActive(claim.pair, claim.order.run, claim.fence, at('09:05'));
    expect(late).toMatchObject({ kind: 'fenced', reason: { code: 'Fenced' } });
    expect((await pointers.read(claim.pair)).active.epoch).toBe(0);
    expect(await pointers.switchActive(claim.pair, claim.order.run, fence(2), at('09:06'))).toMatchObject({
      kind: 'switched',
      active: { epoch: 1 },
    });
  });

  test('that races with takeovers never happens under a fence that was already replaced', async () => {
    for (let turn = 0; turn < 15; turn += 1) {
      const { pair, order: ordered, fence: own } = await claimed(freshPair());
      const [switched, taken] = await Promise.all([
        pointers.switchActive(pair, ordered.run, own, at('09:05')),
        pointers.takeOver(pair, ordered.run),
      ]);
      expect(taken).toMatchObject({ kind: 'taken', claim: { fence: 2 } });
      const { active, claim } = await pointers.read(pair);
      expect(claim?.fence).toBe(2);
      expect(active.epoch).toBe(switched.kind === 'switched' ? 1 : 0);
      // Nothing that the old holder does from now on can move the pointer.
      expect((await pointers.switchActive(pair, ordered.run, own, at('09:09'))).kind).toBe('fenced');
    }
  });

  test('of a run that has ended is refused: a late instance of it moves nothing', async () => {
    const claim = await claimed(freshPair());
    await endOf(claim);
    const late = await pointers.switchActive(claim.pair, claim.order.run, claim.fence, at('09:05'));
    expect(late.kind).toBe('fenced');
    expect((await pointers.read(claim.pair)).active).toMatchObject({ active: 'primary', epoch: 0 });
  });

  test('of each run in turn moves the pointer to and fro, one epoch at a time', async () => {
    const pair = freshPair();
    for (const [source, epoch] of [
      ['primary', 1],
      ['secondary', 2],
      ['primary', 3],
    ] as const) {
      const claim = await claimed(pair, source);
      const switched = await pointers.switchActive(pair, claim.order.run, claim.fence, at('09:05'));
      expect(switched).toMatchObject({ kind: 'switched', active: { active: otherSide(source), epoch } });
      await endOf(claim);
    }
  });
});

describe('the state of a claim', () => {
  test('is never set under a fence that is not its own, nor in the name of another run', async () => {
    const claim = await claimed(freshPair());
    await pointers.takeOver(claim.pair, claim.order.run);
    for (const [run, own] of [
      [claim.order.run, fence(1)],
      [claim.order.run, fence(3)],
      [`${claim.pair}-r2` as RunId, fence(2)],
    ] as const) {
      expect((await pointers.setClaimState(claim.pair, run, own, 'ended')).kind).toBe('fenced');
    }
    expect((await pointers.read(claim.pair)).claim).toMatchObject({ state: 'open', fence: 2 });
  });

  test('is final once it is ended: it can be ended again, but not be stalled or taken over', async () => {
    const claim = await claimed(freshPair());
    await endOf(claim);
    await endOf(claim);
    expect((await pointers.setClaimState(claim.pair, claim.order.run, claim.fence, 'stalled')).kind).toBe('fenced');
    expect((await pointers.takeOver(claim.pair, claim.order.run)).kind).toBe('fenced');
    expect((await pointers.read(claim.pair)).claim?.state).toBe('ended');
  });

  test('is open again after a takeover of a stalled run', async () => {
    const claim = await claimed(freshPair());
    await pointers.setClaimState(claim.pair, claim.order.run, claim.fence, 'stalled');
    expect(await pointers.takeOver(claim.pair, claim.order.run)).toEqual({
      kind: 'taken',
      claim: { ...claim, fence: 2, state: 'open' },
    });
  });

  test('that many take over at once has one holder in the end, and each of them another fence', async () => {
    const claim = await claimed(freshPair());
    const taken = await Promise.all(Array.from({ length: 8 }, () => pointers.takeOver(claim.pair, claim.order.run)));
    const fences = taken.map((result) => (result.kind === 'taken' ? result.claim.fence : 0));
    expect(fences.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await pointers.read(claim.pair)).claim?.fence).toBe(9);
  });
});

test('an evacuation is claimed from the workspace that is not active, and from no other', async () => {
  const pair = freshPair();
  const evacuation = { ...order('primary'), kind: 'evacuate' } as const;
  expect((await pointers.claim(pair, evacuation)).kind).toBe('moved');
  const back = { ...evacuation, source: 'secondary', target: 'primary' } as const;
  expect(await pointers.claim(pair, back)).toMatchObject({ kind: 'claimed', claim: { order: { kind: 'evacuate' } } });
});
