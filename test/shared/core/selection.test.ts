import { expect, test } from 'vitest';
import { jobKey, parsePairName, runId, type PairName, type SpecHash } from '../../../shared/core/ids.ts';
import { itemOf } from '../../../shared/core/items.ts';
import type { LiveJob } from '../../../shared/core/job.ts';
import type { RunOrder } from '../../../shared/core/pointer.ts';
import { skipReason } from '../../../shared/core/selection.ts';
import { instant } from '../../../shared/core/time.ts';
import { jobView } from '../../../shared/core/view.ts';
import { embeddedPair } from '../../../local/simulator/seeds.ts';
import { configOf } from '../../support/deps.ts';

const config = configOf(embeddedPair(1));
const pair = parsePairName('vision') as PairName;
const now = instant(1_773_478_800_000);
const job: LiveJob = {
  ...{ pair, key: jobKey('primary', 'train'), side: 'primary', name: 'train', status: 'Running', statusAt: now },
  ...{ firstSeenAt: now, cancelRequested: false, tags: {}, jobType: 'Command', experiment: 'churn', state: 'live' },
  spec: { kind: 'recorded', hash: 'aa' as SpecHash, bytes: 1, at: now },
};
const order: RunOrder = {
  ...{ run: runId(pair, 1), kind: 'failover', mode: 'forced', source: 'primary', target: 'secondary', by: 'test' },
  ...{ reason: { code: 'Manual', message: '' }, claimedAt: now, victimsSince: now },
};

function stateOf(changes: Partial<LiveJob>, selection = config.selection) {
  const { primary } = config.pairs[0]?.workspaces ?? {};
  if (primary === undefined) throw new Error('no workspace');
  return itemOf({ ...job, ...changes }, order, primary, false, { ...config, selection }, now).state;
}

test.each([{ failover: 'skip' }, { Failover: ' SKIP ' }])('the tag %j leaves a job behind', (tags) => {
  expect(stateOf({ tags })).toMatchObject({ outcome: 'skipped', reasons: [{ code: 'SkippedByTag' }] });
});

test('of any other value the tag says nothing', () => {
  expect(stateOf({ tags: { failover: 'please', 'failover.from': 'skip' } })).toEqual({ kind: 'planned' });
});

test('a job that is skipped is so whatever else is the matter with it', () => {
  const tags = { failover: 'skip' };
  expect(stateOf({ tags, jobType: 'Base' })).toMatchObject({ outcome: 'skipped' });
  expect(stateOf({ tags, spec: { kind: 'wanted' } })).toMatchObject({ outcome: 'skipped' });
});

test.each([
  [['*'], [], false],
  [['churn'], [], false],
  [['ch*'], [], false],
  [['other'], [], true],
  [['*'], ['churn'], true],
  [['*'], ['*/scratch'], false],
  [[], [], true],
])('experiments %j without %j leave it behind: %s', (experiments, skipExperiments, skipped) => {
  expect(skipReason(job, { experiments, skipExperiments })?.code).toBe(skipped ? 'SkippedBySelection' : undefined);
});

test('a job whose experiment nobody has told yet is not left behind for that', () => {
  const { experiment: _, ...unknown } = job;
  expect(skipReason(unknown, { experiments: ['other'], skipExperiments: [] })).toBeUndefined();
});

test('the API shows what would become of a job, with every reason, and nothing of one that has ended', () => {
  const reasons = [
    { code: 'DataNotInStandby', message: 'a', path: '/inputs/x/uri' },
    { code: 'QuotaShort', message: 'b' },
  ] as const;
  const disposition = { kind: 'blocked', reasons, basis: 'x', at: now } as const;
  expect(jobView(job, []).disposition).toBeNull();
  expect(jobView({ ...job, disposition }, []).disposition).toEqual({
    kind: 'blocked',
    reasons,
    at: '2026-03-14T09:00:00.000Z',
  });
  expect(jobView({ ...job, disposition: { kind: 'ready', basis: 'x', at: now } }, []).disposition?.reasons).toEqual([]);
  expect(jobView({ ...job, state: 'done', endedAt: now, disposition }, []).disposition).toBeNull();
});
