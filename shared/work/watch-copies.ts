import type { PairConfig } from '../core/config.ts';
import { copyToWatch, isWatched, newsOfCopy } from '../core/copy-watch.ts';
import type { CopyNews } from '../core/copy-watch.ts';
import type { LedgerJob } from '../core/job.ts';
import { targetNameOf } from '../core/earlier.ts';
import type { Item, Run } from '../core/run.ts';
import type { Versioned } from '../ports.ts';
import { announce } from './announce.ts';
import type { Deps } from './deps.ts';

/**
 * Looks after the copies of runs that have ended lately: one that fails then fails without anybody looking. It asks the
 * ledger, which events and reconciliation keep true, and no workspace.
 */
export async function watchCopies(deps: Deps, { name }: PairConfig): Promise<void> {
  const now = deps.clock.now();
  const watched = (await deps.runs.listRuns(name)).filter((run) => isWatched(run, deps.config.run.watchCopiesFor, now));
  for (const run of watched) await watchRun(deps, run);
}

async function watchRun(deps: Deps, run: Run): Promise<void> {
  const { pair, order } = run;
  const open = (await deps.runs.items(order.run)).filter(({ row }) => copyToWatch(row, run) !== undefined);
  if (open.length === 0) return;
  const rows = await Promise.all([
    deps.ledger.live(pair, order.target),
    deps.ledger.done(pair, order.target, order.claimedAt),
  ]);
  const byKey = new Map<string, LedgerJob>(rows.flat().map((job) => [job.key, job]));
  for (const found of open) {
    const key = copyToWatch(found.row, run);
    const news = key === undefined ? undefined : newsOfCopy(found.row, byKey.get(key));
    if (news !== undefined) await note(deps, run, found, news);
  }
}

/** Told first and written then: what is told twice has the same id, and what is not told is forgotten. */
async function note(
  deps: Deps,
  run: Run,
  { row: item, etag }: Versioned<Item>,
  { copy, failed }: CopyNews,
): Promise<void> {
  if (failed) await tell(deps, run, item, copy);
  await deps.runs.updateItem({ ...item, copy }, etag);
}

async function tell(deps: Deps, { pair, order }: Run, item: Item, copy: CopyNews['copy']): Promise<void> {
  const targetName = targetNameOf(item) ?? '';
  const message = `${targetName}, the copy of ${item.job}, had been seen to run and failed later; its log in the ${order.target} workspace says why`;
  const outcome = { code: 'CopyFailedLater', message };
  deps.log.error('copy.failed-later', { run: order.run, job: item.job, targetName });
  await deps.audit.add({ at: copy.at, who: 'automation', what: `copy of ${item.job}, ${order.run}`, outcome, pair });
  await announce(deps, {
    type: 'CopyFailedLater',
    pair,
    about: `/runs/${order.run}`,
    id: `${order.run}-copy-failed-${targetName}`,
    at: copy.at,
    data: { run: order.run, job: item.job, targetName },
  });
}
