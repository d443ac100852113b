import type { PairConfig } from '../../core/config.ts';
import type { Side } from '../../core/ids.ts';
import { isRetagged, statusAtOf } from '../../core/job-facts.ts';
import { lacksSpec, type LedgerJob } from '../../core/job.ts';
import { stringAt } from '../../core/json.ts';
import type { Instant } from '../../core/time.ts';
import type { ArmJob } from '../../ports.ts';
import type { Deps } from '../deps.ts';
import { recordJob } from '../record-spec.ts';

/**
 * Takes what the service said of a job into its row, with its definition where that is not at hand or has other tags by
 * now: what people say of a job by tags, they say while it runs.
 */
export async function takeJob(
  deps: Deps,
  pair: PairConfig,
  side: Side,
  job: ArmJob,
  asked: Instant,
  known?: LedgerJob,
): Promise<LedgerJob> {
  const status = stringAt(job.properties, 'status');
  const { job: row } = await deps.ledger.observe(pair.name, {
    side,
    name: job.name,
    ...(status === undefined ? { at: asked } : { at: statusAtOf(job, asked, known), status }),
  });
  if (!lacksSpec(row) && !isRetagged(row, job)) return row;
  return (await recordJob(deps, pair.name, side, job, asked, known)) ?? row;
}
