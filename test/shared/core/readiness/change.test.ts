import { expect, test } from 'vitest';
import type { CheckInput } from '../../../../shared/core/readiness/check.ts';
import { changeOf, judgeReadiness, type Readiness } from '../../../../shared/core/readiness/readiness.ts';
import { at, job, known, wellPrepared } from './fixtures.ts';

const judge = (changes: Partial<CheckInput>, before?: Readiness) =>
  judgeReadiness({ ...wellPrepared, ...changes, writesPerSecond: 8 }, before);

const well = judge({});
const blocked = { live: [job('a', ['ComputeNotInStandby'])] };
const legacy = { standby: known({ legacyMode: true }) };

test('a check that begins to fail is told as worse, and once', () => {
  const worse = judge({ ...blocked, now: at('09:05:00') }, well);
  expect(changeOf(well, worse)).toMatchObject({ change: 'worse', failing: ['Computes'], recovered: [] });
  const later = judge({ ...blocked, now: at('09:10:00') }, worse);
  expect(changeOf(worse, later)).toBeUndefined();
  expect(later.since).toBe(at('09:05:00'));
});

test('a check that fails no longer is told as better', () => {
  const worse = judge(blocked, well);
  expect(changeOf(worse, judge({ now: at('09:05:00') }, worse))).toMatchObject({
    change: 'better',
    failing: [],
    recovered: ['Computes'],
  });
});

test('one that goes while another comes is told as worse', () => {
  const first = judge(blocked, well);
  expect(changeOf(first, judge(legacy, first))).toMatchObject({
    change: 'worse',
    failing: ['V1LegacyMode'],
    recovered: ['Computes'],
  });
});

test('warnings come and go untold', () => {
  const loaded = judge(
    { demand: [{ job: 'a', computes: ['cpu'], cores: new Map([['standardDSv2Family', 500]]) }] },
    well,
  );
  expect(loaded.checks.find(({ code }) => code === 'Quota')?.state).toBe('warn');
  expect(changeOf(well, loaded)).toBeUndefined();
});

test('the first look tells what fails, and nothing where nothing does', () => {
  expect(changeOf(undefined, well)).toBeUndefined();
  expect(changeOf(undefined, judge(blocked))).toMatchObject({ change: 'worse', failing: ['Computes'] });
});

test('told again by somebody who did not see it written it has the same id, and the next time another one', () => {
  const once = changeOf(well, judge({ ...blocked, now: at('09:05:00') }, well));
  const again = changeOf(well, judge({ ...blocked, now: at('09:06:00') }, well));
  expect(again?.id).toBe(once?.id);
  const bad = judge({ ...blocked, now: at('09:05:00') }, well);
  const good = judge({ now: at('09:10:00') }, bad);
  expect(changeOf(good, judge({ ...blocked, now: at('09:15:00') }, good))?.id).not.toBe(once?.id);
});

test('after a switch nothing is known of the workspace that is the standby now', () => {
  const bad = judge(legacy, well);
  const other = judge({ ...legacy, active: 'secondary' }, bad);
  expect(changeOf(bad, other)).toMatchObject({ change: 'worse', failing: ['V1LegacyMode'] });
});
