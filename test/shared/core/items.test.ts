import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobKey, sides, type Side, type SpecHash } from '../../../shared/core/ids.ts';
import { countItems, isVictim, itemOf, jobsToMove } from '../../../shared/core/items.ts';
import type { DoneJob, LedgerJob, LiveJob, SpecState } from '../../../shared/core/job.ts';
import type { Item } from '../../../shared/core/run.ts';
import { vision } from './pair-fixtures.ts';
import { at, order, pair, runConfig } from './run-fixtures.ts';

const selection = { experiments: ['*'], skipExperiments: [] };
const config = runConfig;
const source = vision.workspaces.primary;
const recorded: SpecState = { kind: 'recorded', hash: 'ab'.repeat(32) as SpecHash, bytes: 10, at: at('08:00') };

function live(name: string, more: Partial<LiveJob> = {}): LiveJob {
  const side: Side = more.side ?? 'primary';
  return {
    pair,
    key: jobKey(side, name),
    side,
    name,
    state: 'live',
    status: 'Running',
    statusAt: at('08:10'),
    firstSeenAt: at('08:00'),
    cancelRequested: false,
    jobType: 'Command',
    tags: {},
    spec: recorded,
    ...more,
  };
}

function done(name: string, status: string, ended: string, more: Partial<DoneJob> = {}): DoneJob {
  const { state: _, ...facts } = live(name, { status });
  return { ...facts, state: 'done', endedAt: at(ended), ...more };
}

const asked = { cancelRequested: true };
const ours = { endWanted: true } as const;
const denied = { deniedAt: at('08:45') };

describe('a victim is a job that', () => {
  test.each<[string, DoneJob, boolean]>([
    ['failed within the window', done('a', 'Failed', '08:45'), true],
    ['failed when the window began', done('a', 'Failed', '08:30'), true],
    ['failed before the window', done('a', 'Failed', '08:29'), false],
    ['was canceled by nobody', done('a', 'Canceled', '08:45'), true],
    ['is spelled in another case', done('a', 'FAILED', '08:45'), true],
    ['was canceled by an operator', done('a', 'Canceled', '08:45', { cancelRequested: true }), false],
    ['failed while an operator was cancelling it', done('a', 'Failed', '08:45', { cancelRequested: true }), false],
    ['completed', done('a', 'Completed', '08:45'), false],
    ['is a child of a pipeline', done('a', 'Failed', '08:45', { spec: { kind: 'child' } }), false],
    ['we asked to end, and was canceled', done('a', 'Canceled', '08:45', ours), false],
    ['we asked to end, and failed all the same', done('a', 'Failed', '08:45', ours), true],
    ['we asked to end, and the service tells of the wish', done('a', 'Failed', '08:45', { ...ours, ...asked }), true],
    ['was canceled after we and others asked for it', done('a', 'Canceled', '08:45', { ...ours, ...asked }), false],
    ['the service denies after it has shown its definition', done('a', 'Running', '08:45', denied), true],
    ['the service denied before the window', done('a', 'Running', '08:29', denied), false],
    ['the service has never shown', done('a', 'Running', '08:45', { ...denied, spec: { kind: 'wanted' } }), false],
    [
      'the service denies after a person asked for its end',
      done('a', 'Running', '08:45', { ...denied, ...asked }),
      false,
    ],
    ['failed before its definition was fetched', done('a', 'Failed', '08:45', { spec: { kind: 'wanted' } }), true],
  ])('%s', (_what, job, expected) => {
    expect(isVictim(job, order.victimsSince)).toBe(expected);
  });
});

describe('the item of a job begins as', () => {
  test.each<[string, LedgerJob, string]>([
    ['planned, with its definition at hand', live('a'), 'planned'],
    ['planned, for a victim', done('a', 'Failed', '08:45'), 'planned'],
    ['planned, for a pipeline', live('a', { jobType: 'Pipeline' }), 'planned'],
    ['planned, while it was finalizing and the policy says resubmit', live('a', { status: 'Finalizing' }), 'planned'],
    ['skipped, after an operator asked for its end', live('a', { cancelRequested: true }), 'skipped UserCancelled'],
    ['blocked, without a definition', live('a', { spec: { kind: 'wanted' } }), 'blocked SpecNotRecorded'],
    ['planned, after we ourselves had asked for its end in vain', live('a', { ...ours, ...asked }), 'planned'],
    ['blocked, when its kind cannot be resubmitted', live('a', { jobType: 'Base' }), 'blocked NotResubmittable(Base)'],
  ])('%s', (_what, job, expected) => {
    const { state } = itemOf(job, order, source, false, { run: config, selection }, at('09:00'));
    const code = state.kind === 'ended' && state.outcome !== 'verified' ? ` ${state.reasons[0].code}` : '';
    expect((state.kind === 'ended' ? state.outcome : state.kind) + code).toBe(expected);
  });

  test('skipped, while it was finalizing and the policy says skip', () => {
    const item = itemOf(
      live('a', { status: 'Finalizing' }),
      order,
      source,
      false,
      { run: { ...config, finalizing: 'skip' }, selection },
      at('09:00'),
    );
    expect(item.state).toMatchObject({ outcome: 'skipped', reasons: [{ code: 'Finalizing' }] });
  });

  test('a link to the job that it replaces and to the first of its chain', () => {
    const chained = live('Train_7', { lineage: { origin: '/w/jobs/second', root: '/w/jobs/first' } });
    expect(itemOf(chained, order, source, true, { run: config, selection }, at('09:00'))).toMatchObject({
      originName: 'Train_7',
      originId: `${source.id}/jobs/Train_7`,
      rootId: '/w/jobs/first',
      late: true,
      victim: false,
    });
  });
});

const aJob = fc
  .record({
    name: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/),
    side: fc.constantFrom(...sides),
    status: fc.constantFrom('Running', 'Queued', 'Finalizing', 'Failed', 'Canceled', 'Completed'),
    cancelRequested: fc.boolean(),
    ended: fc.constantFrom('08:00', '08:30', '08:59'),
    spec: fc.constantFrom<SpecState>(recorded, { kind: 'wanted' }, { kind: 'child' }),
  })
  .map(({ name, side, status, ended, ...more }): LedgerJob => {
    const isOver = ['Failed', 'Canceled', 'Completed'].includes(status);
    return isOver
      ? done(name, status, ended, { side, key: jobKey(side, name), ...more })
      : live(name, { side, status, ...more });
  });
const jobs = fc.uniqueArray(aJob, { selector: ({ key }) => key, maxLength: 40 });

function plan(all: readonly LedgerJob[]): Item[] {
  const lives = all.filter((job): job is LiveJob => job.state === 'live');
  const dones = all.filter((job): job is DoneJob => job.state === 'done');
  return jobsToMove(lives, dones, order).map((job) =>
    itemOf(job, order, source, false, { run: config, selection }, at('09:00')),
  );
}

test('every live job and every victim of the source is in exactly one item, and nothing else is in any', () => {
  fc.assert(
    fc.property(jobs, (all) => {
      const items = plan(all);
      const expected = all.filter(
        (job) =>
          job.side === 'primary' &&
          job.spec.kind !== 'child' &&
          (job.state === 'live' || isVictim(job, order.victimsSince)),
      );
      expect(items.map(({ job }) => job).toSorted()).toEqual(expected.map(({ key }) => key).toSorted());
      expect(new Set(items.map(({ rank }) => rank)).size).toBe(items.length);
      expect(Object.values(countItems(items)).reduce((sum, count) => sum + count, 0)).toBe(items.length);
    }),
  );
});

test('planning again gives every job the same place, also when it ended in between or is spelled otherwise', () => {
  fc.assert(
    fc.property(jobs, (all) => {
      const again = all.map((job): LedgerJob => {
        const { state: _, ...facts } = { ...job, name: job.name.toUpperCase() };
        return { ...facts, state: 'done', status: 'Failed', cancelRequested: false, endedAt: at('08:59') };
      });
      const places = new Map(plan(again).map(({ job, rank }) => [job, rank]));
      for (const { job, rank } of plan(all)) expect(places.get(job)).toBe(rank);
    }),
  );
});
