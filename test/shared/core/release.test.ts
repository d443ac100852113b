import { describe, expect, test } from 'vitest';
import { jobKey, runId } from '../../../shared/core/ids.ts';
import { endAccepted, hasHadItsTime, releaseStep } from '../../../shared/core/release.ts';
import type { Item, ItemState } from '../../../shared/core/run.ts';
import { at, pair } from './run-fixtures.ts';

const now = at('09:10');
const item: Item = {
  ...{ run: runId(pair, 1), rank: '500-a', job: jobKey('primary', 'a'), originName: 'a', late: false, victim: false },
  ...{ originId: '/w/jobs/a', rootId: '/w/jobs/a', state: { kind: 'planned' } },
};
const releasing: ItemState = { kind: 'releasing', since: at('09:00') };
const asked: Item = { ...item, askedToEnd: at('09:00'), state: releasing };
const says = (it: Item, status: string | undefined, order = {}): string => {
  const step = releaseStep(it, status, order, now);
  if (step.do !== 'write') return step.do;
  const { state } = step;
  return state.kind === 'ended' && state.outcome !== 'verified'
    ? `${state.outcome} ${state.reasons[0].code}`
    : state.kind;
};

describe('a planned move, by what its origin was just read as', () => {
  test.each<[string | undefined, string, string]>([
    ['Running', 'ask', 'ask'],
    ['NotStarted', 'ask', 'ask'],
    ['NotResponding', 'ask', 'ask'],
    ['Paused', 'ask', 'ask'],
    ['StatusOf2031', 'ask', 'ask'],
    ['Finalizing', 'wait', 'wait'],
    ['CancelRequested', 'skipped UserCancelled', 'wait'],
    ['Completed', 'superseded OriginCompleted', 'superseded OriginCompleted'],
    ['Failed', 'superseded OriginFailed', 'released'],
    ['Canceled', 'superseded OriginCanceled', 'released'],
    ['canceled', 'superseded OriginCanceled', 'released'],
    [undefined, 'skipped OriginGone', 'skipped OriginGone'],
  ])('%s: before anybody asked it to end %s, after that %s', (status, before, after) => {
    expect([says(item, status), says(asked, status)]).toEqual([before, after]);
  });

  test("an end that was the outage's doing, or that a retry is about, releases the job although nobody asked", () => {
    expect(says({ ...item, victim: true }, 'Failed')).toBe('released');
    expect(says(item, 'Canceled', { retryOf: item.run })).toBe('released');
    expect(says(item, 'Completed', { retryOf: item.run })).toBe('superseded OriginCompleted');
  });

  test('an origin that was only waited for has not been asked', () => {
    expect(says({ ...item, state: releasing }, 'CancelRequested')).toBe('skipped UserCancelled');
    expect(says({ ...item, state: releasing }, 'Failed')).toBe('superseded OriginFailed');
  });
});

describe('the time that an origin has to end', () => {
  const halfHour = 1_800_000;
  const over = (state: ItemState, step: 'ask' | 'wait', time: string): boolean =>
    hasHadItsTime({ ...item, state }, step, halfHour, at(time));

  test('has not begun while nobody asked it to, however late that is', () => {
    expect(over({ kind: 'planned' }, 'ask', '23:59')).toBe(false);
    expect(over({ kind: 'planned' }, 'wait', '23:59')).toBe(false);
    expect(over(releasing, 'ask', '23:59')).toBe(false);
  });

  test('begins when its end was accepted first, and no later word for it begins it anew', () => {
    const first = endAccepted({ ...item, state: releasing }, at('09:20'));
    expect(first).toEqual({ kind: 'releasing', since: at('09:20'), askedAt: at('09:20') });
    const again = endAccepted({ ...item, state: first }, at('09:40'));
    expect(again).toEqual({ kind: 'releasing', since: at('09:20'), askedAt: at('09:40') });
    expect([over(again, 'ask', '09:49'), over(again, 'ask', '09:50')]).toEqual([false, true]);
  });

  test('begins with the first look at one that ends by itself', () => {
    expect([over(releasing, 'wait', '09:29'), over(releasing, 'wait', '09:30')]).toEqual([false, true]);
  });
});
