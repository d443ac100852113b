import fc from 'fast-check';
import { expect, test } from 'vitest';
import { switches } from '../../../shared/core/pointer.ts';
import type { RunOrder } from '../../../shared/core/pointer.ts';
import { carryOutModel } from './run-model.ts';
import type { ModelEnd, ModelRun } from './run-model.ts';
import { order } from './run-fixtures.ts';

const orders: fc.Arbitrary<RunOrder> = fc
  .record({
    kind: fc.constantFrom('failover' as const, 'failback' as const, 'evacuate' as const),
    mode: fc.constantFrom('forced' as const, 'planned' as const),
    retry: fc.boolean(),
  })
  .map(({ kind, mode, retry }) => ({
    ...order,
    ...{ kind, mode },
    ...(retry && kind === 'evacuate' ? { retryOf: order.run } : {}),
  }));
const never = 1_000_000;
const runs = (cancelAt: fc.Arbitrary<number>): fc.Arbitrary<ModelRun> =>
  fc.record({
    order: orders,
    jobs: fc.integer({ min: 0, max: 7 }),
    tape: fc.array(fc.nat(10_000), { minLength: 40, maxLength: 120 }),
    cancelAt,
  });

function holds(cancelAt: fc.Arbitrary<number>, says: (end: ModelEnd, run: ModelRun) => void): void {
  fc.assert(
    fc.property(runs(cancelAt), (run) => says(carryOutModel(run), run)),
    { numRuns: 600 },
  );
}
const sometime = fc.integer({ min: 0, max: 60 });

test('a run always comes to its end, whatever is lost, repeated or cancelled', () => {
  holds(fc.oneof(fc.constant(never), sometime), ({ ended, steps }) => {
    expect(ended, steps.slice(-10).join()).toBe(true);
  });
});

test('a planned run puts no copy of a job whose origin is not terminal', () => {
  holds(fc.oneof(fc.constant(never), sometime), ({ early }) => {
    expect(early).toEqual([]);
  });
});

test('at its end every job has exactly one outcome, also of a run that was cancelled', () => {
  holds(fc.oneof(fc.constant(never), sometime), ({ items }, { jobs }) => {
    expect(items.filter(({ state }) => state.kind !== 'ended')).toEqual([]);
    expect([0, jobs]).toContain(items.length);
  });
});

test('a cancel loses no job: each has a copy that is known, or lives on, or is told to be tried again', () => {
  holds(sometime, ({ items, copies, switched, steps }, { order: { kind } }) => {
    for (const { state, originName } of items) {
      if (state.kind !== 'ended') continue;
      const told = state.outcome === 'verified' ? [] : state.reasons.map(({ code }) => code);
      const hasCopy = copies.includes(originName);
      if (hasCopy) expect(['verified', 'failed']).toContain(state.outcome);
      if (told.includes('RunCancelled')) expect(hasCopy).toBe(false);
    }
    // Before the switch nothing happens; after it those who follow the pointer have heard of it.
    if (switches(kind) && !switched) expect(items).toEqual([]);
    if (switched) expect(steps).toContain('announce');
  });
});
