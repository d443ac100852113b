import { expect, test } from 'vitest';
import { acknowledge, pause, resume, type Brake } from '../../../shared/core/brake.ts';
import type { RunId } from '../../../shared/core/ids.ts';
import { ago, noon } from './judgement-fixtures.ts';

const [r1, r2] = ['vision-r1', 'vision-r2'] as unknown as [RunId, RunId];
const paused: Brake = { paused: { by: 'ada', at: ago(5), reason: 'maintenance' } };

test('a pause keeps who paused first and why', () => {
  expect(pause({}, 'ada', 'maintenance', ago(5))).toEqual(paused);
  expect(pause(paused, 'grace', 'something else', noon)).toBe(paused);
});

test('to resume takes the pause away and nothing else', () => {
  const both: Brake = { ...paused, acknowledged: { run: r1, by: 'ada', at: ago(9) } };
  expect(resume(both)).toEqual({ acknowledged: { run: r1, by: 'ada', at: ago(9) } });
  const free: Brake = {};
  expect(resume(free)).toBe(free);
});

test('an acknowledgement is of one run: that of the next replaces it, the same one again changes nothing', () => {
  const first = acknowledge({}, r1, 'ada', ago(5));
  expect(acknowledge(first, r1, 'grace', noon)).toBe(first);
  expect(acknowledge(first, r2, 'grace', noon)).toEqual({ acknowledged: { run: r2, by: 'grace', at: noon } });
});
