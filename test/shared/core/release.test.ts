import { describe, expect, test } from 'vitest';
import { jobKey, runId } from '../../../shared/core/ids.ts';
import { releaseStep } from '../../../shared/core/release.ts';
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
