import type { RunConfig } from '../../../shared/core/config.ts';
import { parsePairName, runId, type Fence, type PairName } from '../../../shared/core/ids.ts';
import type { OpenWork } from '../../../shared/core/open-work.ts';
import type { Claim, RunOrder } from '../../../shared/core/pointer.ts';
import { instant, type Instant } from '../../../shared/core/time.ts';

export const at = (time: string): Instant => instant(Date.parse(`2026-03-14T${time.padEnd(8, ':00')}Z`));

export const pair = parsePairName('vision') as PairName;
export const order: RunOrder = {
  run: runId(pair, 1),
  kind: 'failover',
  mode: 'forced',
  source: 'primary',
  target: 'secondary',
  reason: { code: 'Manual', message: 'the region is down' },
  by: 'ada',
  claimedAt: at('09:00'),
  victimsSince: at('08:30'),
};
export const claim: Claim = { pair, order, fence: 2 as Fence, state: 'open' };

export const runConfig: RunConfig = {
  sliceSize: 50,
  slicesAtOnce: 4,
  putsAtOnce: 8,
  writesPerSecond: 8,
  victimLookBack: 1_800_000,
  sweepFor: 600_000,
  sweepEvery: 30_000,
  verifyEvery: 15_000,
  notStartedTimeout: 1_800_000,
  orphanAfter: 300_000,
  releaseTimeout: 1_800_000,
  resubmitTimeout: 7_200_000,
  finalizing: 'resubmit',
  outputs: 'block',
  watchCopiesFor: 3_600_000,
};

export const noWork: OpenWork = {
  ...{ toDrop: [], toAsk: [], toRelease: [], toSubmit: [], toRetry: [], toVerify: [] },
  resting: {},
};
