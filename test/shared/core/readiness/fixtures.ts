import type { Disposition } from '../../../../shared/core/disposition.ts';
import { jobKey, type SpecHash } from '../../../../shared/core/ids.ts';
import type { LiveJob } from '../../../../shared/core/job.ts';
import type { MirrorRow } from '../../../../shared/core/mirror/row.ts';
import type { CheckInput } from '../../../../shared/core/readiness/check.ts';
import type { Permission } from '../../../../shared/core/readiness/permissions.ts';
import type { WorkspaceSurvey } from '../../../../shared/core/readiness/survey.ts';
import { instant, type Instant } from '../../../../shared/core/time.ts';
import { vision } from '../pair-fixtures.ts';

export const at = (time: string): Instant => instant(Date.parse(`2026-03-14T${time}Z`));
export const now = at('09:00:00');

const ml = 'Microsoft.MachineLearningServices/workspaces';
const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const nothing: Permission = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

export const dataScientist: Permission = {
  ...nothing,
  actions: [`${ml}/*/read`, `${ml}/*/action`, `${ml}/*/write`],
  notActions: [`${ml}/write`, `${ml}/computes/*/write`],
};
export const reader: Permission = { ...nothing, actions: ['*/read'] };
export const blobContributor: Permission = { ...nothing, dataActions: [`${blobs}/read`, `${blobs}/write`] };
export const blobReader: Permission = { ...nothing, dataActions: [`${blobs}/read`] };

export const healthy: WorkspaceSurvey = {
  at: now,
  legacyMode: false,
  network: { kind: 'none' },
  permissions: { kind: 'known', value: [dataScientist] },
  storagePermissions: { kind: 'known', value: [blobContributor] },
  schedules: { kind: 'known', value: [] },
  endpoints: { kind: 'known', value: [] },
  quotas: { kind: 'known', value: [{ family: 'standardDSv2Family', used: 10, limit: 100 }] },
};

export function known(changes: Partial<WorkspaceSurvey> = {}): CheckInput['standby'] {
  return { kind: 'known', value: { ...healthy, ...changes } };
}

export const silent = { kind: 'unknown', reason: { code: 'Http503', message: 'ARM answered 503' } } as const;

export function job(name: string, fate: 'ready' | 'skipped' | readonly string[] | undefined, more = {}): LiveJob {
  const [first = '', ...others] = typeof fate === 'object' ? fate : [];
  const reason = (code: string) => ({ code, message: 'why' });
  const judged = { at: now, basis: 'b' };
  const disposition: Disposition | undefined =
    fate === undefined
      ? undefined
      : fate === 'ready'
        ? { ...judged, kind: 'ready' }
        : fate === 'skipped'
          ? { ...judged, kind: 'skipped', reason: reason('SkippedBySelection') }
          : { ...judged, kind: 'blocked', reasons: [reason(first), ...others.map(reason)] };
  return {
    ...{ pair: vision.name, key: jobKey('primary', name), side: 'primary', name, state: 'live', status: 'Running' },
    ...{ statusAt: now, firstSeenAt: now, cancelRequested: false, tags: {}, jobType: 'Command' },
    spec: { kind: 'recorded', hash: 'h' as SpecHash, bytes: 1, at: now },
    ...(disposition === undefined ? {} : { disposition }),
    ...more,
  };
}

export function failedCopy(code: string): MirrorRow {
  return {
    pair: vision.name,
    from: 'primary',
    what: { kind: 'asset', asset: { kind: 'environments', name: 'train', version: '1' } },
    state: { kind: 'failed', reason: { code, message: 'why' }, at: now, retryAt: now },
    attempts: 3,
  };
}

/** A pair in which nothing is wrong. */
export const wellPrepared: CheckInput = {
  pair: vision,
  active: 'primary',
  now,
  standbyView: { kind: 'answers' },
  standby: known(),
  source: known(),
  live: [job('train', 'ready')],
  selection: { experiments: ['*'], skipExperiments: [] },
  demand: [{ job: 'train', computes: ['cpu'], cores: new Map([['standardDSv2Family', 8]]) }],
  mirrored: [],
  topic: 'configured',
  lastDrill: { state: 'passed', at: at('08:00:00') },
};
