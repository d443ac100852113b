import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from '../../local/scenarios/scenarios.ts';
import { playStory } from '../support/story.ts';
import type { Told } from '../support/story.ts';

// Each story of judgement once, through the command line as a user would, with few jobs. They mostly wait for the watch,
// so several are played at a time.

const slow = { timeout: 240_000 };
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azureml-failover-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (reason: string): NonNullable<Told['proposal']> => ({ state: 'open', reason, by: null });

const stories = (told: readonly [sentence: string, story: Told][]): void => {
  test.concurrent.each(told)('%s', slow, async (_sentence, story) => {
    await playStory(story, folder);
  });
};

describe('automation acts', () => {
  stories([
    [
      'when our probes and an availability test from elsewhere agree, though Azure says nothing',
      {
        ...{ scenario: 'second-view', seed: 2, jobs: 6, moved: { verified: 5, blocked: 1 } },
        decided: ['hold (Confirming)', 'fail-over (SecondViewAgrees)', 'hold (RunInProgress)'],
      },
    ],
    [
      'when a person approves what was proposed, where the pair is in the mode approval',
      {
        ...{ scenario: 'approval', seed: 12, jobs: 6, moved: { verified: 6, blocked: 0 } },
        decided: ['ask (ApprovalMode)', 'fail-over (Approved)', 'hold (RunInProgress)'],
        proposal: { state: 'approved', reason: 'Approved', by: 'operator' },
      },
    ],
    [
      'once, when the same incident is delivered four times and again after the run',
      {
        ...{ scenario: 'double-alert', seed: 1, jobs: 6, moved: { verified: 5, blocked: 1 } },
        decided: [
          'hold (Confirming)',
          'fail-over (ProviderAndProbeAgree)',
          'hold (RunInProgress)',
          'hold (NoEvidence)',
        ],
      },
    ],
    [
      'and rests after that, while a person may still move everything back',
      {
        ...{ scenario: 'cool-down', seed: 1, jobs: 6, moved: { verified: 5, blocked: 1 } },
        ...{ activeAfter: 'primary', epoch: 2, runs: ['embedded-r1', 'embedded-r2'] },
        decided: ['fail-over (ProviderAndProbeAgree)', 'hold (CoolDown)', 'hold (RunInProgress)'],
      },
    ],
  ]);
});

describe('a person is asked, and nothing is moved', () => {
  stories([
    [
      'when only the storage of the workspace fails',
      { scenario: 'partial', seed: 3, jobs: 6, decided: ['ask (StorageOnly)'], proposal: open('StorageOnly') },
    ],
    [
      'when jobs are stuck and probes fail: one pair of eyes has seen both',
      { scenario: 'grey', seed: 9, jobs: 6, decided: ['ask (OurViewOnly)'], proposal: open('OurViewOnly') },
    ],
    [
      'when jobs fall silent and probes fail: one pair of eyes has seen both',
      {
        ...{ scenario: 'silence', seed: 10, jobs: 1, proposal: open('OurViewOnly') },
        decided: ['ask (ProbeOnly)', 'ask (OurViewOnly)'],
      },
    ],
    [
      'when planned maintenance and our probes agree',
      {
        ...{ scenario: 'maintenance', seed: 4, jobs: 6 },
        decided: ['hold (NoEvidence)', 'ask (ProbeOnly)', 'hold (NoEvidence)'],
      },
    ],
    [
      'when something that somebody stopped on purpose and our probes agree',
      {
        ...{ scenario: 'user-stopped', seed: 5, jobs: 1 },
        decided: ['hold (NoEvidence)', 'ask (ProbeOnly)', 'hold (NoEvidence)'],
      },
    ],
  ]);
});

describe('nothing is done', () => {
  stories([
    [
      'when all is well again before the confirmation window ends',
      { scenario: 'flap', seed: 6, jobs: 6, decided: ['hold (Confirming)', 'hold (NoEvidence)'] },
    ],
    [
      'when we reach nothing at all, whatever Azure reports',
      { scenario: 'blind', seed: 11, jobs: 6, decided: ['hold (Blind)'] },
    ],
    [
      'when a person has said no to this very evidence',
      {
        ...{ scenario: 'rejected', seed: 13, jobs: 6 },
        decided: ['ask (ApprovalMode)', 'hold (Rejected)'],
        proposal: { state: 'rejected', reason: 'ApprovalMode', by: 'operator' },
      },
    ],
    ['when ARM throttles every call', { scenario: 'throttled', seed: 7, jobs: 6, decided: ['hold (NoEvidence)'] }],
    [
      'when the standby is down as well, or said to be',
      {
        ...{ scenario: 'standby-down', seed: 8, jobs: 6 },
        decided: ['hold (StandbyUnreachable)', 'hold (StandbyUnhealthy)'],
      },
    ],
  ]);
});

test('every scenario names the decision that it expects', () => {
  expect(scenarios.flatMap(({ name, expects }) => (expects.decided.length === 0 ? [name] : []))).toEqual([]);
});
