import { beforeAll, expect } from 'vitest';
import { createTablePointers } from '../../shared/adapters/table-pointers.ts';
import { otherSide, parsePairName, type Fence, type PairName, type Side } from '../../shared/core/ids.ts';
import type { Claim } from '../../shared/core/pointer.ts';
import { instant, type Instant } from '../../shared/core/time.ts';
import type { Pointers } from '../../shared/ports.ts';
import { useStorage } from './storage.ts';

const storage = useStorage();
/** Over storage of its own, for each file of tests that imports it. */
export let pointers: Pointers;
beforeAll(() => {
  pointers = createTablePointers(storage.fresh());
});

export const at = (time: string): Instant => instant(Date.parse(`2026-03-14T${time}:00Z`));
export const fence = (value: number) => value as Fence;

let pairs = 0;
export function freshPair(): PairName {
  pairs += 1;
  return parsePairName(`p${pairs}x`) as PairName;
}

export function order(source: Side = 'primary') {
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

export async function claimed(pair: PairName, source: Side = 'primary'): Promise<Claim> {
  const result = await pointers.claim(pair, order(source));
  if (result.kind !== 'claimed') throw new Error(`${pair} is busy`);
  return result.claim;
}

export async function endOf(claim: Claim): Promise<void> {
  expect(await pointers.setClaimState(claim.pair, claim.order.run, claim.fence, 'ended')).toEqual({ kind: 'set' });
}
