import { describe, expect, test } from 'vitest';
import { jobKey, runId, type Fence } from '../../../shared/core/ids.ts';
import { asItStands, isHopeless, pauseAfterTrouble, withUnwritten } from '../../../shared/core/item-trouble.ts';
import { noCounts, type Item, type Pause, type Run } from '../../../shared/core/run.ts';
import { at, order, pair } from './run-fixtures.ts';

const item: Item = {
  ...{ run: runId(pair, 1), rank: '500-a', job: jobKey('primary', 'a'), originName: 'a', late: false, victim: false },
  ...{ originId: '/w/jobs/a', rootId: '/w/jobs/a', state: { kind: 'planned' } },
};
const run: Run = { pair, order, fence: 1 as Fence, state: 'resubmitting', counts: noCounts };
const cancelled = { by: 'grace', at: at('09:10') };
const after = (troubles: number): Pause => ({ since: at('09:00'), until: at('09:05'), troubles });

describe('an item whose handling threw', () => {
  test('rests longer each time, so that it is tried for more than an hour', () => {
    let pause: Pause | undefined;
    let now = at('09:00');
    const rests: number[] = [];
    while (pause === undefined || !isHopeless(pause, false)) {
      pause = pauseAfterTrouble(pause === undefined ? {} : { pause }, 30_000, now);
      rests.push(((pause.until ?? now) - now) / 1_000);
      now = pause.until ?? now;
    }
    expect(rests.slice(0, 4)).toEqual([30, 60, 90, 120]);
    expect([rests.length, rests.at(-1)]).toEqual([20, 300]);
    expect(now).toBeGreaterThan(at('10:15'));
  });

  test('is given up sooner where somebody wants the pair', () => {
    expect([isHopeless(after(2), true), isHopeless(after(3), true), isHopeless(after(3), false)]).toEqual([
      ...[false, true, false],
    ]);
  });
});

describe('an item whose row could not be written', () => {
  const noted = (troubles: number): Run => withUnwritten(run, { row: item, etag: 'v1' }, after(troubles));

  test("stands as the run's row says, and fails when nothing more is to be hoped", () => {
    expect(asItStands({ row: item, etag: 'v1' }, noted(3))).toEqual({ ...item, pause: after(3) });
    expect(asItStands({ row: item, etag: 'v1' }, { ...noted(3), cancelled }).state).toMatchObject({
      ...{ kind: 'ended', outcome: 'failed', reasons: [{ code: 'ItemTrouble' }], at: at('09:05') },
    });
    expect(asItStands({ row: item, etag: 'v1' }, noted(20)).state.kind).toBe('ended');
  });

  test('stands as its own row says once that was written after all', () => {
    expect(asItStands({ row: item, etag: 'v2' }, noted(20))).toBe(item);
  });

  test('is one of few: of more than a hundred it is storage that is at fault', () => {
    let many = run;
    const next = (index: number) => ({ row: { ...item, rank: `500-${index}` }, etag: 'v1' });
    for (let index = 0; index < 100; index += 1) many = withUnwritten(many, next(index), after(1));
    expect(withUnwritten(many, next(99), after(2)).unwritten?.['500-99']?.pause.troubles).toBe(2);
    expect(() => withUnwritten(many, next(100), after(1))).toThrow('storage is at fault');
  });
});
