import { expect, test } from 'vitest';
import { windowAt, type BlockedWindow } from '../../../../shared/core/drill/windows.ts';
import { instant } from '../../../../shared/core/time.ts';

const office: BlockedWindow = { from: '08:00', to: '18:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] };
const night: BlockedWindow = { from: '22:00', to: '06:00' };
const weekend: BlockedWindow = { from: '20:00', to: '04:00', days: ['sat'] };
const noon: BlockedWindow = { from: '12:00', to: '12:01' };

// The 14th of March 2026 is a Saturday.
test.each([
  ['a weekday morning', '2026-03-16T08:00:00Z', office, true],
  ['the last moment of it', '2026-03-16T17:59:59Z', office, true],
  ['its end', '2026-03-16T18:00:00Z', office, false],
  ['a Saturday', '2026-03-14T10:00:00Z', office, false],
  ['late in the evening', '2026-03-14T23:30:00Z', night, true],
  ['early in the morning', '2026-03-14T05:59:00Z', night, true],
  ['the hour in which the night ends', '2026-03-14T06:00:00Z', night, false],
  ['Saturday night', '2026-03-14T20:00:00Z', weekend, true],
  ['the Sunday morning after it', '2026-03-15T03:59:00Z', weekend, true],
  ['the Saturday morning before it', '2026-03-14T03:59:00Z', weekend, false],
  ['the Monday morning after it', '2026-03-16T03:59:00Z', weekend, false],
  ['a minute', '2026-03-14T12:00:30Z', noon, true],
  ['the minute after', '2026-03-14T12:01:00Z', noon, false],
] as const)('%s (%s)', (_what, time, window, blocked) => {
  expect(windowAt([window], instant(Date.parse(time))) === window).toBe(blocked);
});

test('of several windows the one that holds is told, and without windows none is', () => {
  const at = instant(Date.parse('2026-03-16T12:00:00Z'));
  expect(windowAt([night, noon, office], at)).toBe(noon);
  expect(windowAt([], at)).toBeUndefined();
});
