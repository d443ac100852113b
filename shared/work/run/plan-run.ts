import { earlierIndex } from '../../core/earlier.ts';
import { asItStands } from '../../core/item-trouble.ts';
import { itemOf, jobsToMove } from '../../core/items.ts';
import { withLateSpec } from '../../core/late-spec.ts';
import { priorityOf } from '../../core/priority.ts';
import { inherited, retried } from '../../core/retry.ts';
import type { Item, Run } from '../../core/run.ts';
import { plus } from '../../core/time.ts';
import { jobId } from '../../core/workspace.ts';
import type { Versioned } from '../../ports.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { pairOf } from '../deps.ts';
import { changeRun } from './next-step.ts';

/** Makes an item of every job of the source that the run must account for. Planning again adds only what is new. */
export async function planRun(deps: Deps, ticket: RunTicket): Promise<{ readonly added: number } | 'fenced'> {
  const added = await addItems(deps, ticket, false);
  if (added === 'fenced') return 'fenced';
  const mine = await changeRun(deps, ticket, (run) => ({ ...run, plannedAt: run.plannedAt ?? deps.clock.now() }));
  deps.log.info('run.planned', { run: ticket.run, items: added });
  return mine ? { added } : 'fenced';
}

/**
 * Looks for rows that came in since the plan: events of the source that were on their way when it went down. And for
 * definitions that did.
 */
export async function sweepLate(deps: Deps, ticket: RunTicket): Promise<{ readonly added: number } | 'fenced'> {
  const startedAt = deps.clock.now();
  const added = await addItems(deps, ticket, true);
  if (added === 'fenced') return 'fenced';
  // The sweep's start, not its end: a row that came in meanwhile may have been missed.
  const mine = await changeRun(deps, ticket, (run) => ({ ...run, sweptAt: startedAt }));
  if (added > 0) deps.log.info('run.late-items', { run: ticket.run, items: added });
  return mine ? { added } : 'fenced';
}

async function addItems(deps: Deps, ticket: RunTicket, late: boolean): Promise<number | 'fenced'> {
  const found = await deps.runs.getRun(ticket.run);
  if (found === undefined || found.row.fence > ticket.fence) return 'fenced';
  const planned = new Map((await deps.runs.items(ticket.run)).map((item) => [item.row.job, item]));
  let added = 0;
  for (const { item, ignored } of await wantedItems(deps, found.row, late)) {
    const before = planned.get(item.job);
    if (before !== undefined) {
      await takeAlong(deps, before, item);
      continue;
    }
    if ((await deps.runs.insertItem(item)) === 'exists') continue;
    added += 1;
    if (ignored !== undefined) deps.log.warn('item.priority-ignored', { run: item.run, job: item.job, value: ignored });
  }
  return added;
}

/** The definition of a job that was submitted a moment before the plan is fetched a moment after it. */
async function takeAlong(deps: Deps, { row, etag }: Versioned<Item>, now: Item): Promise<void> {
  const next = withLateSpec(row, now);
  if (next === undefined) return;
  try {
    // Where somebody else was faster, it is under way.
    await deps.runs.updateItem(next, etag);
    deps.log.info('item.state', { run: row.run, job: row.job, state: next.state.kind });
  } catch (error) {
    // The next sweep tries again; if none is left, it stays what its row says.
    const message = error instanceof Error ? error.message : String(error);
    deps.log.error('item.trouble', { run: row.run, job: row.job, message });
  }
}

type Wanted = {
  readonly item: Item;
  /** A priority that the job's tag asks for in words that mean none. */
  readonly ignored?: string | undefined;
};

/** The items that the run should have, by the ledger of both workspaces and by what earlier runs have done. */
async function wantedItems(deps: Deps, run: Run, late: boolean): Promise<Wanted[]> {
  const { pair, order } = run;
  const now = deps.clock.now();
  const [live, done, targetLive, targetDone, earlier] = await Promise.all([
    deps.ledger.live(pair, order.source),
    deps.ledger.done(pair, order.source),
    deps.ledger.live(pair, order.target),
    deps.ledger.done(pair, order.target),
    earlierItems(deps, run),
  ]);
  const known = earlierIndex({ target: [...targetLive, ...targetDone], items: earlier });
  if (order.retryOf !== undefined) {
    const mine = earlier.filter((item) => item.run === order.retryOf);
    const again = retried(mine, [...live, ...done], order, ({ originId }) => known(originId), now);
    return again.map((item) => ({ item }));
  }
  const { policy, workspaces } = pairOf(deps, pair);
  const source = workspaces[order.source];
  const jobs = jobsToMove(live, done, order);
  const left = inherited(earlier, done, order).filter((job) => !jobs.includes(job));
  return [...jobs, ...left].map((job) => ({
    item: itemOf(job, order, source, late, { ...deps.config, policy }, now, known(jobId(source, job.name))),
    ignored: priorityOf(job).ignored,
  }));
}

/** Items of recent runs from the same source, the latest run first: as far back as the ledger remembers jobs. */
async function earlierItems(deps: Deps, { pair, order }: Run): Promise<Item[]> {
  const since = plus(order.claimedAt, -deps.config.tombstoneAge);
  const runs = (await deps.runs.listRuns(pair)).filter(
    ({ order: other }) =>
      other.run !== order.run &&
      other.kind !== 'drill' &&
      other.source === order.source &&
      (other.claimedAt >= since || other.run === order.retryOf),
  );
  const items = await Promise.all(
    runs.map(async (other) => (await deps.runs.items(other.order.run)).map((found) => asItStands(found, other))),
  );
  return items.flat();
}
