import { describe, expect, test } from 'vitest';
import { callSignal, greySignals, type CallOutcome } from '../../../shared/core/grey.ts';
import { jobKey, type PairName, type Side } from '../../../shared/core/ids.ts';
import { isTerminal, type LedgerJob } from '../../../shared/core/job.ts';
import { defaultPolicy } from '../../../shared/core/policy.ts';
import type { Instant } from '../../../shared/core/time.ts';
import { ago, noon } from './judgement-fixtures.ts';

type Told = { firstSeen?: Instant; heard?: Instant; experiment?: string; side?: Side; cancelled?: true; child?: true };
let made = 0;
function job(status: string, told: Told = {}): LedgerJob {
  const {
    firstSeen = ago(60),
    heard = ago(1),
    experiment = `exp-${made % 3}`,
    side = 'primary',
    cancelled,
    child,
  } = told;
  const name = `job-${(made += 1)}`;
  const facts = {
    pair: 'vision' as PairName,
    key: jobKey(side, name),
    side,
    name,
    status,
    statusAt: heard,
    firstSeenAt: firstSeen,
    cancelRequested: cancelled === true,
    experiment,
    tags: {},
    spec: child === true ? ({ kind: 'child' } as const) : ({ kind: 'wanted' } as const),
  };
  return isTerminal(status) ? { ...facts, state: 'done', endedAt: heard } : { ...facts, state: 'live' };
}
const many = (count: number, status: string, told?: Told): LedgerJob[] =>
  Array.from({ length: count }, () => job(status, told));

function accused(jobs: readonly LedgerJob[], listeningSince = ago(600)): readonly string[] {
  const input = { side: 'primary', jobs, listeningSince, policy: defaultPolicy.grey, now: noon } as const;
  return greySignals(input)
    .filter(({ state }) => state === 'failing')
    .map(({ source }) => source);
}

test('every source speaks each time, so that an accusation ends when its cause does', () => {
  const input = {
    side: 'secondary',
    jobs: [],
    listeningSince: ago(60),
    policy: defaultPolicy.grey,
    now: noon,
  } as const;
  expect(greySignals(input)).toMatchObject([
    { source: 'failure-burst', side: 'secondary', state: 'well', receivedAt: noon },
    { source: 'silence', side: 'secondary', state: 'well' },
    { source: 'stuck-jobs', side: 'secondary', state: 'well' },
  ]);
});

describe('a burst of failures', () => {
  test.each<[string, readonly LedgerJob[], boolean]>([
    ['five jobs of three experiments', many(5, 'Failed'), true],
    ['four jobs', many(4, 'Failed'), false],
    ['many jobs of one experiment, which is one mistake', many(30, 'Failed', { experiment: 'sweep' }), false],
    ['five of seven that ended', [...many(5, 'Failed'), ...many(2, 'Completed')], false],
    ['eight of ten that ended', [...many(8, 'Failed'), ...many(2, 'Completed')], true],
    ['five that failed and many that somebody cancelled', [...many(5, 'Failed'), ...many(20, 'Canceled')], true],
    ['five that were to be cancelled anyway', many(5, 'Failed', { cancelled: true }), false],
    ['five children', many(5, 'Failed', { child: true }), false],
    ['five of the other workspace', many(5, 'Failed', { side: 'secondary' }), false],
    ['five that failed eleven minutes ago', many(5, 'Failed', { heard: ago(11) }), false],
    ['five whose sender has a fast clock', many(5, 'Failed', { heard: ago(-3) }), true],
  ])('%s: %s', (_, jobs, expected) => {
    expect(accused(jobs).includes('failure-burst')).toBe(expected);
  });
});

describe('silence', () => {
  test.each<[string, readonly LedgerJob[], boolean]>([
    ['three jobs of which nothing was heard for twenty minutes', many(3, 'Running', { heard: ago(20) }), true],
    ['nineteen minutes', many(3, 'Running', { heard: ago(19) }), false],
    ['two jobs', many(2, 'Running', { heard: ago(60) }), false],
    ['one of many was heard of', [...many(30, 'Running', { heard: ago(60) }), job('Queued', { heard: ago(2) })], false],
    ['one ended', [...many(30, 'Running', { heard: ago(60) }), job('Completed', { heard: ago(2) })], false],
  ])('%s: %s', (_, jobs, expected) => {
    expect(accused(jobs).includes('silence')).toBe(expected);
  });

  test('is none where we were not there to hear', () => {
    expect(accused(many(9, 'Running', { heard: ago(60) }), ago(5))).toEqual([]);
  });
});

describe('jobs that are stuck', () => {
  const stuck = { firstSeen: ago(40) };
  test.each<[string, readonly LedgerJob[], boolean]>([
    ['three that have been preparing for forty minutes', many(3, 'Preparing', stuck), true],
    ['two', many(2, 'Preparing', stuck), false],
    ['three that came twenty-nine minutes ago', many(3, 'Preparing', { firstSeen: ago(29) }), false],
    ['three that are queued, and wait for their turn', many(3, 'Queued', stuck), false],
    ['three of one experiment', many(3, 'Provisioning', { ...stuck, experiment: 'big-image' }), false],
    [
      'three, while four younger ones have started',
      [...many(3, 'Starting', stuck), ...many(4, 'Running', { firstSeen: ago(9) })],
      false,
    ],
    [
      'three, and four that had started before them',
      [...many(3, 'Starting', stuck), ...many(4, 'Running', { firstSeen: ago(90) })],
      true,
    ],
    [
      'three of which nothing was heard lately: that is silence',
      many(3, 'Preparing', { ...stuck, heard: ago(25) }),
      false,
    ],
  ])('%s: %s', (_, jobs, expected) => {
    expect(accused(jobs).includes('stuck-jobs')).toBe(expected);
  });
});

describe('our own calls', () => {
  const calls = (count: number, kind: CallOutcome['kind'], when = ago(1)): CallOutcome[] =>
    Array.from({ length: count }, () => ({ side: 'primary', at: when, kind }));
  test.each<[string, readonly CallOutcome[], string]>([
    ['five of six found nobody', [...calls(5, 'unreachable'), ...calls(1, 'answered')], 'failing'],
    ['five of seven', [...calls(5, 'unreachable'), ...calls(2, 'answered')], 'well'],
    ['four of four', calls(4, 'unreachable'), 'well'],
    [
      'throttled, refused and without a token a hundred times',
      [...calls(100, 'throttled'), ...calls(100, 'refused'), ...calls(100, 'no-token')],
      'well',
    ],
    ['five among many throttled ones', [...calls(5, 'unreachable'), ...calls(100, 'throttled')], 'failing'],
    ['five, six minutes ago', calls(5, 'unreachable', ago(6)), 'well'],
  ])('%s: %s', (_, outcomes, expected) => {
    expect(callSignal('primary', outcomes, defaultPolicy.grey, noon)).toMatchObject({
      source: 'arm-errors',
      state: expected,
    });
  });

  test('to one workspace say nothing of the other', () => {
    expect(callSignal('secondary', calls(9, 'unreachable'), defaultPolicy.grey, noon).state).toBe('well');
  });
});
