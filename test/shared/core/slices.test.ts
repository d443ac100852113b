import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutSlices } from '../../../shared/core/slices.ts';

test('slices are ranges with both ends in them, and say how many items they hold', () => {
  expect(cutSlices(['a', 'b', 'c', 'd', 'e'], 2)).toEqual([
    { from: 'a', to: 'b', count: 2 },
    { from: 'c', to: 'd', count: 2 },
    { from: 'e', to: 'e', count: 1 },
  ]);
  expect(cutSlices([], 2)).toEqual([]);
});

test('each rank is in exactly one slice, and no slice holds more than it may', () => {
  const ranks = fc.uniqueArray(fc.stringMatching(/^[a-z2-7]{4}$/), { maxLength: 200 }).map((all) => all.toSorted());
  fc.assert(
    fc.property(ranks, fc.integer({ min: 1, max: 50 }), (all, size) => {
      const slices = cutSlices(all, size);
      for (const rank of all) expect(slices.filter(({ from, to }) => from <= rank && rank <= to)).toHaveLength(1);
      expect(slices.every(({ count }) => count >= 1 && count <= size)).toBe(true);
      expect(slices.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
    }),
  );
});
