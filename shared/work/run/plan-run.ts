import { itemOf, jobsToMove } from '../../core/items.ts';
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

/** Looks for rows that came in since the plan: events of the source that were on their way when it went down. */
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
  const { order } = found.row;
  const { policy, workspaces } = pairOf(deps, ticket.pair);
  const source = workspaces[order.source];
  const [live, done, items] = await Promise.all([
    deps.ledger.live(ticket.pair, order.source),
    deps.ledger.done(ticket.pair, order.source),
    deps.runs.items(ticket.run),
  ]);
  const planned = new Set(items.map(({ row }) => row.job));
  const jobs = jobsToMove(live, done, order).filter((job) => !planned.has(job.key));
  const now = deps.clock.now();
  let added = 0;
  for (const job of jobs) {
    const item = itemOf(job, order, source, late, { ...deps.config, policy }, now);
    if ((await deps.runs.insertItem(item)) === 'inserted') added += 1;
  }
  return added;
}
