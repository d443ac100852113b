import { describe, expect, test } from 'vitest';
import { fateOf, forecastOf, forecastText, secondsToWrite } from '../../../shared/core/forecast.ts';
import { itemOf } from '../../../shared/core/items.ts';
import type { LiveJob } from '../../../shared/core/job.ts';
import type { RunOrder } from '../../../shared/core/pointer.ts';
import type { RunId } from '../../../shared/core/ids.ts';
import { vision } from './pair-fixtures.ts';
import { job, now } from './readiness/fixtures.ts';

const selection = { experiments: ['*'], skipExperiments: ['scratch-*'] };
const config = { selection, writesPerSecond: 8 };

const jobs: LiveJob[] = [
  job('a', 'ready'),
  job('b', 'ready'),
  job('c', ['ComputeNotInStandby', 'DataNotInStandby', 'DataNotInStandby']),
  job('d', ['DataNotInStandby']),
  job('e', 'ready', { tags: { failover: 'skip' } }),
  job('f', 'ready', { experiment: 'scratch-1' }),
  job('g', 'ready', { cancelRequested: true }),
  job('h', undefined),
  job('i', undefined, { spec: { kind: 'wanted' } }),
  job('step', undefined, { spec: { kind: 'child' } }),
  job('elsewhere', 'ready', { side: 'secondary' }),
];

test('the forecast counts every job of the workspace once, and says why', () => {
  const forecast = forecastOf(jobs, 'primary', config, now);
  expect(forecast).toEqual({
    ...{ at: now, side: 'primary', jobs: 9, ready: 2, blocked: 3, skipped: 3, unjudged: 1, seconds: 1 },
    because: [
      { code: 'DataNotInStandby', jobs: 2 },
      { code: 'ComputeNotInStandby', jobs: 1 },
      { code: 'SpecNotRecorded', jobs: 1 },
    ],
  });
  expect(forecastText(forecast)).toBe(
    'if the primary failed now: 2 of 9 jobs ready, 3 blocked (2 DataNotInStandby, 1 ComputeNotInStandby, 1 SpecNotRecorded), 3 skipped, 1 not looked at yet, about 1 s to submit them',
  );
});

test('of no jobs there is nothing to wait for', () => {
  expect(forecastText(forecastOf([], 'secondary', config, now))).toBe(
    'if the secondary failed now: 0 of 0 jobs ready, about 0 s to submit them',
  );
});

describe('the time to submit', () => {
  test.each([
    ['is our own pace, while that is the slower one', 40, 8, 5],
    ["is ARM's budget once the burst is spent: 200 at once, then 10 a second", 1_200, 200, 100],
    ['is our own pace for many jobs, too', 1_200, 8, 150],
    ['of a single job is a second', 1, 8, 1],
  ])('%s', (_what, writes, pace, seconds) => {
    expect(secondsToWrite(writes, pace)).toBe(seconds);
  });
});

test('the forecast skips and blocks what a plan of the same moment would', () => {
  const order = {
    ...{ run: 'vision-r1' as RunId, kind: 'failover', mode: 'forced', source: 'primary', target: 'secondary' },
    ...{ reason: { code: 'Manual', message: '' }, by: 'ada', claimedAt: now, victimsSince: now },
  } satisfies RunOrder;
  for (const each of jobs) {
    const fate = fateOf(each, selection);
    if (fate === undefined) continue;
    const { state } = itemOf(each, order, vision.workspaces.primary, false, { run: runConfig, selection }, now);
    const planned = state.kind === 'ended' && state.outcome !== 'verified' ? state.reasons.map(({ code }) => code) : [];
    const told =
      fate.kind === 'skipped'
        ? [fate.reason.code]
        : fate.kind === 'blocked'
          ? fate.reasons.map(({ code }) => code)
          : [];
    // What the mirror judges later is not known when the plan is made.
    expect([each.name, planned.every((code) => told.includes(code))]).toEqual([each.name, true]);
    if (planned.length === 0) expect([each.name, fate.kind]).not.toEqual([each.name, 'skipped']);
  }
});

const runConfig = { finalizing: 'resubmit' } as Parameters<typeof itemOf>[4]['run'];
