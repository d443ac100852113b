import { expect, test } from 'vitest';
import { saysMore, type Disposition } from '../../../shared/core/disposition.ts';
import { parsePairName, type PairName } from '../../../shared/core/ids.ts';
import { mergeDisposition, mergeObservation } from '../../../shared/core/ledger.ts';
import { instant, plus } from '../../../shared/core/time.ts';

const pair = parsePairName('vision') as PairName;
const now = instant(Date.parse('2026-03-01T12:00:00Z'));
const ready = (seconds: number, basis: string): Disposition => ({
  ...{ kind: 'ready', basis, at: plus(now, seconds * 1_000) },
});
const row = mergeObservation(pair, undefined, { side: 'primary', name: 'train', at: now, status: 'Running' });

test('of the latest look is the one that counts, whatever was written first', () => {
  const told = [ready(5, 'new'), ready(4, 'old')];
  for (const order of [told, told.toReversed()])
    expect(order.reduce(mergeDisposition, row).disposition).toEqual(ready(5, 'new'));
});

test('says nothing of anything else in the row', () => {
  const { disposition: _, ...after } = mergeDisposition(row, ready(9, 'x'));
  expect(after).toEqual(row);
});

test('is written again only when it says something new, or is half a day old', () => {
  const before = ready(0, 'x');
  expect(saysMore(undefined, before)).toBe(true);
  expect(saysMore(before, ready(60, 'x'))).toBe(false);
  expect(saysMore(before, ready(60, 'y'))).toBe(true);
  expect(saysMore(before, { ...before, kind: 'skipped', reason: { code: 'SkippedByTag', message: '' } })).toBe(true);
  expect(saysMore(before, ready(43_200, 'x'))).toBe(true);
});
