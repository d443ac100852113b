import type { PairConfig } from '../../core/config.ts';
import { itemOf } from '../../core/items.ts';
import { lateJobs } from '../../core/settlement-late.ts';
import type { Run } from '../../core/run.ts';
import type { Deps } from '../deps.ts';

/** Makes an item of every job that the run should have moved and did not know of. */
export async function addLateItems(deps: Deps, pair: PairConfig, run: Run): Promise<void> {
  const { order } = run;
  const [live, done, items] = await Promise.all([
    deps.ledger.live(pair.name, order.source),
    deps.ledger.done(pair.name, order.source),
    deps.runs.items(order.run),
  ]);
  const known = new Set(items.map(({ row }) => row.job));
  const now = deps.clock.now();
  for (const job of lateJobs(run, live, done)) {
    if (known.has(job.key)) continue;
    const item = itemOf(job, order, pair.workspaces[order.source], true, deps.config, now);
    const reason = {
      code: 'FoundLate',
      message: 'nobody knew of it while its workspace did not answer; a retry of the run moves it',
    };
    const state =
      item.state.kind === 'ended' && item.state.outcome === 'skipped'
        ? item.state
        : ({ kind: 'ended', outcome: 'blocked', reasons: [reason], at: now } as const);
    if ((await deps.runs.insertItem({ ...item, state })) === 'inserted')
      deps.log.warn('item.found-late', { run: order.run, job: job.key });
  }
}
