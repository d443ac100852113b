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
