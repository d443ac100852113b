import { describe, expect, test } from 'vitest';
import type { CheckCode, CheckInput } from '../../../../shared/core/readiness/check.ts';
import { judgeReadiness, readinessForLadder } from '../../../../shared/core/readiness/readiness.ts';
import { instant } from '../../../../shared/core/time.ts';
import { vision } from '../pair-fixtures.ts';
import { at, blobReader, failedCopy, job, known, now, reader, silent, wellPrepared } from './fixtures.ts';

const judge = (changes: Partial<CheckInput>) =>
  judgeReadiness({ ...wellPrepared, ...changes, writesPerSecond: 8 }, undefined);

/** What is wrong, which check says so, how, and whether a failover would still be worth it. */
type Row = [wrong: string, changes: Partial<CheckInput>, code: CheckCode, state: string, pair: string, says: RegExp];

const day = 86_400_000;
const waiving = { ...vision, policy: { ...vision.policy, waive: ['drill'] as const } };
const table: Row[] = [
  // What stops everything.
  [
    'the standby fails its probes',
    { standbyView: { kind: 'fails', inARow: 3, since: now } },
    'StandbyAnswers',
    'fail',
    'unready',
    /has not answered 3 probes/,
  ],
  [
    'the app may only read in the standby',
    { standby: known({ permissions: { kind: 'known', value: [reader] } }) },
    'Permissions',
    'fail',
    'unready',
    /may not .*jobs\/write/,
  ],
  [
    'the app has no role there at all',
    { standby: known({ permissions: { kind: 'known', value: [] } }) },
    'Permissions',
    'fail',
    'unready',
    /jobs\/read/,
  ],
  [
    'the standby is in v1LegacyMode',
    { standby: known({ legacyMode: true }) },
    'V1LegacyMode',
    'fail',
    'unready',
    /v1LegacyMode/,
  ],
  [
    'its managed network is not there yet',
    { standby: known({ network: { kind: 'managed', isolation: 'AllowInternetOutbound', active: false } }) },
    'ManagedNetwork',
    'fail',
    'unready',
    /not provisioned/,
  ],
  // What stops some jobs.
  [
    'the app may submit, but not copy models',
    {
      standby: known({
        permissions: {
          kind: 'known',
          value: [
            {
              ...reader,
              actions: [
                '*/read',
                '*/jobs/write',
                '*/jobs/cancel/action',
                '*/codes/versions/write',
                '*/environments/versions/write',
                '*/components/versions/write',
                '*/data/versions/write',
              ],
            },
          ],
        },
      }),
    },
    'Permissions',
    'fail',
    'ready',
    /models\/versions\/write/,
  ],
  [
    'the app may not cancel at the source',
    { source: known({ permissions: { kind: 'known', value: [reader] } }) },
    'SourcePermissions',
    'fail',
    'ready',
    /jobs\/cancel\/action/,
  ],
  [
    'the app may not write blobs of the standby',
    { standby: known({ storagePermissions: { kind: 'known', value: [blobReader] } }) },
    'StoragePermissions',
    'fail',
    'ready',
    /write the blobs of vision-west/,
  ],
  [
    'a job was never fetched',
    { live: [job('new', undefined, { spec: { kind: 'wanted' } })] },
    'Definitions',
    'fail',
    'ready',
    /1 job in flight have no definition yet: new/,
  ],
  ['a compute is missing', { live: [job('a', ['ComputeNotInStandby'])] }, 'Computes', 'fail', 'ready', /a$/],
  ['no machine of that size is allowed', { live: [job('a', ['QuotaShort'])] }, 'Quota', 'fail', 'ready', /westus2/],
  ['data lies in the primary alone', { live: [job('a', ['DataNotInStandby'])] }, 'Datastores', 'fail', 'ready', /a$/],
  ['an environment was not copied', { live: [job('a', ['AssetNotMirrored'])] }, 'Assets', 'fail', 'ready', /a$/],
  ['an identity is not assigned', { live: [job('a', ['IdentityNotInStandby'])] }, 'Identities', 'fail', 'ready', /a$/],
  ['a registry lacks the region', { live: [job('a', ['RegistryNotInRegion'])] }, 'Registries', 'fail', 'ready', /a$/],
  [
    'a job runs as its user',
    { live: [job('a', ['UserIdentityNotResubmittable'])] },
    'UserIdentity',
    'fail',
    'ready',
    /a$/,
  ],
  [
    'a job is of a kind that cannot be moved',
    { live: [job('a', ['NotResubmittable(Base)'])] },
    'OtherBlocks',
    'fail',
    'ready',
    /NotResubmittable\(Base\)/,
  ],
  // What is worth knowing.
  [
    'the jobs in flight need more cores than are free',
    { demand: [{ job: 'a', computes: ['cpu'], cores: new Map([['standarddsv2family', 91]]) }] },
    'Quota',
    'warn',
    'ready',
    /91 cores wanted, 90 of 100 free/,
  ],
  [
    'a copy failed that no job needs',
    { mirrored: [failedCopy('AuthorizationFailure')] },
    'Assets',
    'warn',
    'ready',
    /AuthorizationFailure/,
  ],
  [
    'schedules and endpoints run in the primary',
    {
      source: known({
        schedules: { kind: 'known', value: ['nightly'] },
        endpoints: { kind: 'known', value: ['scoring'] },
      }),
    },
    'NotCovered',
    'warn',
    'ready',
    /schedule nightly, endpoint scoring/,
  ],
  ['nobody listens to the pointer', { topic: 'none' }, 'Subscribers', 'warn', 'ready', /no topic/],
  [
    'an event got lost an hour ago',
    { lastUnannounced: { at: at('08:00:00'), reason: { code: 'TopicUnreachable', message: '' } } },
    'Subscribers',
    'fail',
    'ready',
    /TopicUnreachable/,
  ],
  [
    'nobody ever drilled',
    { lastDrill: { state: 'none' } },
    'Drill',
    'fail',
    'ready',
    /no drill has ever passed: automation asks/,
  ],
  [
    'the last drill is 91 days old',
    { lastDrill: { state: 'passed', at: instant(now - 91 * day) } },
    'Drill',
    'fail',
    'ready',
    /ago/,
  ],
  [
    'nobody ever drilled, and the rule is waived',
    { lastDrill: { state: 'none' }, pair: waiving },
    'Drill',
    'warn',
    'ready',
    /no drill has ever passed$/,
  ],
  // What could not be asked.
  ['the standby does not say what it is', { standby: silent }, 'StandbyAnswers', 'warn', 'ready', /Http503/],
  [
    'the rights in the standby cannot be read',
    { standby: known({ permissions: silent }) },
    'Permissions',
    'warn',
    'ready',
    /could not be read: Http503/,
  ],
  [
    'the primary says nothing, as in an outage',
    { source: silent },
    'SourcePermissions',
    'warn',
    'ready',
    /could not be read/,
  ],
  [
    'the use of quota cannot be read',
    { standby: known({ quotas: silent }) },
    'Quota',
    'warn',
    'ready',
    /could not be read/,
  ],
  [
    'neither quota nor the sizes of machines can be read, as without Reader on the subscription',
    { standby: known({ quotas: silent }), demand: [{ job: 'a', computes: ['cpu'], cores: new Map() }] },
    'Quota',
    'warn',
    'ready',
    /could not be read/,
  ],
];

describe('readiness', () => {
  test('of a pair in which nothing is wrong passes every check but the one that cannot be known', () => {
    const { state, checks } = judge({});
    expect(state).toBe('ready');
    expect(checks.filter((check) => check.state !== 'pass').map(({ code, state: found }) => [code, found])).toEqual([
      ['Subscribers', 'warn'],
    ]);
    expect(new Set(checks.map(({ code }) => code)).size).toBe(18);
  });

  test.each(table)('when %s', (_wrong, changes, code, state, pair, says) => {
    const found = judge(changes);
    const check = found.checks.find((each) => each.code === code);
    expect({ state: check?.state, pair: found.state }).toEqual({ state, pair });
    expect(check?.message).toMatch(says);
    // Whoever is told that something is wrong is told what to do about it.
    for (const each of found.checks) expect(each.todo === undefined).toBe(each.state === 'pass');
  });

  test('of every row fails, beside the check it is about, no check that has nothing to do with it', () => {
    for (const [wrong, changes, code, state] of table) {
      if (state !== 'fail') continue;
      const failing = judge(changes).checks.filter((check) => check.state === 'fail');
      expect([wrong, failing.map((check) => check.code)]).toEqual([wrong, [code]]);
    }
  });
});

describe('what the ladder is told', () => {
  const unready = judge({ standby: known({ legacyMode: true }) });

  test('is unready with the reasons that stop everything, and no other', () => {
    const both = judge({ standby: known({ legacyMode: true }), live: [job('a', ['ComputeNotInStandby'])] });
    expect(readinessForLadder(both, 'primary')).toEqual({
      state: 'unready',
      at: now,
      reasons: ['vision-west has v1LegacyMode on: the interface that jobs are submitted by is off'],
    });
    expect(readinessForLadder(judge({ live: [job('a', ['ComputeNotInStandby'])] }), 'primary')).toEqual({
      state: 'ready',
      at: now,
    });
  });

  test('is nothing when the workspace that was looked at is the active one by now', () => {
    expect(readinessForLadder(unready, 'secondary')).toBeUndefined();
    expect(readinessForLadder(undefined, 'primary')).toBeUndefined();
  });
});
