import { expect, test } from 'vitest';
import { hasTriedFor, isResting, pauseAfter, wasPutOff } from '../../../shared/core/pause.ts';
import { at } from './run-fixtures.ts';

const minute = 60_000;

test('an item rests until its time, and then it is due again', () => {
  const pause = pauseAfter({}, at('09:00:00'), at('09:00:30'));
  expect([isResting({ pause }, at('09:00:29')), isResting({ pause }, at('09:00:30'))]).toEqual([true, false]);
  expect(isResting({}, at('09:00:00'))).toBe(false);
});

test('the time of its tries begins with the first that came to nothing, however many follow', () => {
  const first = pauseAfter({}, at('09:00:00'), at('09:00:30'));
  const next = pauseAfter({ pause: first }, at('09:30:00'), at('09:30:30'));
  expect(next).toEqual({ since: at('09:00:00'), until: at('09:30:30') });
  expect([hasTriedFor({ pause: next }, 40 * minute, at('09:39:59')), hasTriedFor({}, 0, at('23:59'))]).toEqual([
    false,
    false,
  ]);
  expect(hasTriedFor({ pause: next }, 40 * minute, at('09:40:00'))).toBe(true);
});

test('one that ARM throttled keeps its place, and its time goes on', () => {
  const pause = pauseAfter({ pause: { since: at('09:00'), until: at('09:01') } }, at('09:02'));
  expect(pause).toEqual({ since: at('09:00') });
  expect([isResting({ pause }, at('09:02')), wasPutOff({ pause })]).toEqual([false, false]);
});
