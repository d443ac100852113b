import pLimit from 'p-limit';
import type { PairConfig } from '../../core/config.ts';
import { asItStands } from '../../core/item-trouble.ts';
import type { Run } from '../../core/run.ts';
import type { Keep } from '../../core/settlement.ts';
import { lineOf, type LaterRun } from '../../core/settlement-line.ts';
import type { Instant } from '../../core/time.ts';
import type { Deps } from '../deps.ts';
import { isRunOpen } from '../mirror-job.ts';
import { createPace } from '../pace.ts';
import { settleItem } from './settle-item.ts';

export type Settling = {
  readonly pair: PairConfig;
  readonly run: Run;
  /** All runs of the pair. */
  readonly runs: readonly Run[];
  readonly keep: Keep;
  readonly stopAt: Instant;
};

const pageSize = 50;
const readsAtOnce = 8;

/**
 * Settles the items of one run, a page at a time. `cut`: the time is up, another run has begun, or somebody does not
 * answer; what is left is left to the next time.
 */
export async function settleItems(deps: Deps, settling: Settling): Promise<'over' | 'cut'> {
  const { pair, run, stopAt, keep } = settling;
  const items = await deps.runs.items(run.order.run);
  const open = items
    .map((found) => ({ row: asItStands(found, run), etag: found.etag }))
    .filter(({ row }) => row.state.kind === 'ended' && row.settlement?.kind !== 'settled');
  const later = open.length === 0 ? [] : await laterRuns(deps, settling);
  const limit = pLimit(readsAtOnce);
  const pace = createPace(1_000 / deps.config.run.writesPerSecond);
  for (let start = 0; start < open.length; start += pageSize) {
    if (deps.clock.now() >= stopAt || (await isRunOpen(deps, pair))) return 'cut';
    let cut = false;
    await Promise.all(
      open.slice(start, start + pageSize).map((found) =>
        limit(async () => {
          if (cut || deps.clock.now() >= stopAt) return;
          const line = lineOf(found.row, run, later);
          const result = await settleItem(deps, { pair, run, keep, line, pace }, found);
          if (result === 'cut') cut = true;
        }),
      ),
    );
    if (cut) return 'cut';
  }
  return 'over';
}

/** What later runs have moved, oldest first: a copy may have been moved on. */
async function laterRuns(deps: Deps, { run, runs }: Settling): Promise<readonly LaterRun[]> {
  const later = runs
    .filter(({ order }) => order.claimedAt > run.order.claimedAt && order.kind !== 'drill')
    .toSorted((a, b) => a.order.claimedAt - b.order.claimedAt);
  return Promise.all(
    later.map(async (each) => ({
      run: each,
      items: (await deps.runs.items(each.order.run)).map((found) => asItStands(found, each)),
    })),
  );
}
