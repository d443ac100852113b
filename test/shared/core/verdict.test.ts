import { describe, expect, test } from 'vitest';
import { jobKey, runId, type Fence } from '../../../shared/core/ids.ts';
import type { Item, ItemState } from '../../../shared/core/run.ts';
import { afterRecall, verdict } from '../../../shared/core/verdict.ts';
import { at, pair, runConfig } from './run-fixtures.ts';

const submitted: ItemState = {
  kind: 'submitted',
  targetName: 'a-f1-abcdefgh',
  attempt: 1,
  how: 'created',
  at: at('09:00'),
};
const item: Item = {
  run: runId(pair, 1),
  rank: '500-a',
  job: jobKey('primary', 'a'),
  originName: 'a',
  originId: '/subscriptions/1/workspaces/w/jobs/a',
  rootId: '/subscriptions/1/workspaces/w/jobs/a',
  jobType: 'Pipeline',
  late: false,
  victim: false,
  state: submitted,
};
const saysOf = (state: ItemState | undefined): string => {
  if (state === undefined) return 'nothing';
  if (state.kind !== 'ended') return 'targetName' in state ? `${state.kind} ${state.targetName}` : state.kind;
  return state.outcome === 'verified' ? 'verified' : `${state.outcome} ${state.reasons[0].code}`;
};

describe('what a look at a submitted job says', () => {
  test.each([
    ['NotStarted', '09:29', 'nothing'],
    ['NotStarted', '09:30', 'failed NotStartedTimeout'],
    ['Unknown', '09:29', 'nothing'],
    ['Unknown', '09:30', 'failed NotStartedTimeout'],
    ['absent', '09:29', 'nothing'],
    ['Queued', '09:01', 'verified'],
    ['running', '09:01', 'verified'],
    ['Completed', '09:01', 'verified'],
    ['Failed', '09:01', 'failed CopyFailed'],
    ['Canceled', '09:01', 'failed CopyCanceled'],
    ['StatusOf2031', '09:01', 'verified'],
  ])('%s at %s: %s', (status, time, expected) => {
    expect(saysOf(verdict(item, status, at(time), runConfig))).toBe(expected);
  });

  test('is nothing for an item that was not submitted', () => {
    expect(verdict({ ...item, state: { kind: 'planned' } }, 'Running', at('09:01'), runConfig)).toBeUndefined();
  });
});

describe('a copy whose creation was never answered', () => {
  const adopted = { ...submitted, how: 'adopted' } as const;
  test.each([
    ['NotStarted', '09:04', 'nothing'],
    ['NotStarted', '09:05', 'recalling a-f1-abcdefgh'],
    ['Preparing', '09:05', 'verified'],
    ['Unknown', '09:05', 'nothing'],
  ])('is recalled when it is a pipeline that never began: %s at %s: %s', (status, time, expected) => {
    expect(saysOf(verdict({ ...item, state: adopted }, status, at(time), runConfig))).toBe(expected);
  });

  test('waits as any other when it is no pipeline, or was the third of its kind', () => {
    const command = { ...item, jobType: 'Command', state: adopted };
    expect(verdict(command, 'NotStarted', at('09:20'), runConfig)).toBeUndefined();
    const third = { ...item, state: { ...adopted, attempt: 3 } };
    expect(verdict(third, 'NotStarted', at('09:20'), runConfig)).toBeUndefined();
  });

  const recalling: ItemState = { kind: 'recalling', targetName: 'a-f1-abcdefgh', attempt: 1, since: at('09:05') };
  test.each<[string, ItemState, string, string]>([
    ['NotStarted', recalling, '09:06', 'nothing'],
    ['CancelRequested', recalling, '09:06', 'nothing'],
    ['Running', recalling, '09:06', 'verified'],
    ['Running', { ...recalling, askedAt: at('09:06') }, '09:07', 'nothing'],
    ['Completed', { ...recalling, askedAt: at('09:06') }, '09:07', 'verified'],
    ['NotStarted', recalling, '09:35', 'failed NotStartedTimeout'],
  ])('once recalled and %s, it is not replaced: %j at %s: %s', (status, state, time, expected) => {
    expect(saysOf(afterRecall({ ...item, state }, status, 2 as Fence, at(time), runConfig))).toBe(expected);
  });

  test.each<[string, ItemState]>([
    ['Canceled', recalling],
    ['Failed', recalling],
    ['absent', { ...recalling, answer: 'ended' }],
    ['absent', { ...recalling, answer: 'absent' }],
  ])('gives way to the next attempt once it is %s: %j', (status, state) => {
    const next = afterRecall({ ...item, state }, status, 2 as Fence, at('09:06'), runConfig);
    expect(next).toMatchObject({ kind: 'submitting', attempt: 2, fence: 2 });
    expect(saysOf(next)).toMatch(/^submitting a-f1-[a-z2-7]{8}a2$/);
  });

  test.each<[string, ItemState]>([
    ['nobody has asked for its end', recalling],
    ['it was there when its end was asked for', { ...recalling, askedAt: at('09:06'), answer: 'accepted' }],
  ])('is not gone because one look does not find it: %s', (_why, state) => {
    expect(afterRecall({ ...item, state }, 'absent', 2 as Fence, at('09:07'), runConfig)).toBeUndefined();
    const late = afterRecall({ ...item, state }, 'absent', 2 as Fence, at('09:35'), runConfig);
    expect(saysOf(late)).toBe('failed NotStartedTimeout');
  });
});
