import { describe, expect, test } from 'vitest';
import {
  callSignal,
  endedSince,
  greySignals,
  isWorthKeeping,
  tellingOf,
  type CallCount,
} from '../../../shared/core/grey.ts';
import { jobKey, type PairName, type Side } from '../../../shared/core/ids.ts';
import { isTerminal, type LedgerJob, type LiveJob } from '../../../shared/core/job.ts';
import { defaultPolicy } from '../../../shared/core/policy.ts';
import type { Instant } from '../../../shared/core/time.ts';
import type { GreySignal, Signal } from '../../../shared/core/signal.ts';
import { ago, grey, noon } from './judgement-fixtures.ts';

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

  test('are none where what their workspace says just now cannot be heard', () => {
    expect(accused(many(3, 'Preparing', { ...stuck, heard: ago(4) }), ago(5))).toEqual(['stuck-jobs']);
    expect(accused(many(3, 'Preparing', { ...stuck, heard: ago(6) }), ago(5))).toEqual([]);
  });
});

describe('our own calls', () => {
  const calls = (unreachable: number, answered = 0, when = ago(1)): CallCount => ({ at: when, answered, unreachable });
  test.each<[string, readonly CallCount[], string]>([
    ['five of six found nobody', [calls(5, 1)], 'failing'],
    ['five of six, in several minutes', [calls(2), calls(1, 1, ago(2)), calls(2, 0, ago(4))], 'failing'],
    ['five of seven', [calls(5, 2)], 'well'],
    ['four of four', [calls(4)], 'well'],
    ['none was made', [], 'well'],
    ['five, six minutes ago', [calls(5, 0, ago(6))], 'well'],
    ['five, and then forty that were answered', [calls(5, 0, ago(3)), calls(0, 40)], 'well'],
  ])('%s: %s', (_, counts, expected) => {
    expect(callSignal('primary', counts, defaultPolicy.grey, noon)).toMatchObject({
      source: 'arm-errors',
      side: 'primary',
      state: expected,
    });
  });

  test('that were throttled, refused or had no token say nothing of the workspace behind ARM', () => {
    expect(['throttled', 'refused', 'no-token'].map(tellingOf)).toEqual([undefined, undefined, undefined]);
    expect(['found', 'absent', 'exists', 'page', 'unreachable'].map(tellingOf)).toEqual([
      ...['answered', 'answered', 'answered', 'answered'],
      'unreachable',
    ]);
  });
});

describe('what is written', () => {
  const burst = (state: 'failing' | 'well') => grey('failure-burst', state) as GreySignal;
  test.each<[string, GreySignal, readonly Signal[], boolean]>([
    ['an accusation', burst('failing'), [], true],
    ['that it goes on', burst('failing'), [burst('failing')], true],
    ['that it is over', burst('well'), [burst('failing')], true],
    ['that all is well, again', burst('well'), [burst('well')], false],
    ['that all is well, for the first time', burst('well'), [], false],
    ['the end of what another source says', burst('well'), [grey('silence')], false],
  ])('%s: %s', (_, now, known, expected) => {
    expect(isWorthKeeping(now, known)).toBe(expected);
  });
});

describe('ended jobs are read back to', () => {
  const window = ago(20);
  test.each<[string, readonly LedgerJob[], Instant]>([
    ['the longer of the two windows', many(9, 'Running'), window],
    ['no further for two jobs that seem stuck', many(2, 'Starting', { firstSeen: ago(600) }), window],
    ['the oldest of three that seem stuck', many(3, 'Starting', { firstSeen: ago(45) }), ago(45)],
  ])('%s', (_, jobs, expected) => {
    const live = jobs.filter((each): each is LiveJob => each.state === 'live');
    expect(endedSince(live, defaultPolicy.grey, noon)).toBe(expected);
  });
});
