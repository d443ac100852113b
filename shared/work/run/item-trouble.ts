import { asItStands, isHopeless, pauseAfterTrouble, troubled, withUnwritten } from '../../core/item-trouble.ts';
import { withoutPause } from '../../core/pause.ts';
import type { Item } from '../../core/run.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { changeRun } from './next-step.ts';

/**
 * The handling of an item threw. That is no reason to hold up the others: it rests, is tried again, and fails by itself after
 * some tries. If not even that can be written into its row, the row of the run says so: then only that one has to be written.
 * @throws whatever storage throws, when it takes neither.
 */
export async function noteTrouble(deps: Deps, ticket: RunTicket, item: Item, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  deps.log.error('item.trouble', { run: item.run, job: item.job, message });
  const [run, [found]] = await Promise.all([
    deps.runs.getRun(ticket.run),
    // Its row may have been written since: a name stands there before a PUT.
    deps.runs.items(ticket.run, { from: item.rank, to: item.rank }),
  ]);
  if (run === undefined || run.row.fence > ticket.fence || found === undefined) return;
  const { claim } = await deps.pointers.read(ticket.pair);
  const cancelled = claim?.order.run === ticket.run ? claim.cancelled : undefined;
  const standing = asItStands(found, { ...run.row, ...(cancelled === undefined ? {} : { cancelled }) });
  if (standing.state.kind === 'ended') return;
  const now = deps.clock.now();
  const pause = pauseAfterTrouble(standing, deps.config.requeueDelay, now);
  const next = isHopeless(pause, cancelled !== undefined)
    ? { ...withoutPause(standing), state: troubled(standing, now) }
    : { ...standing, pause };
  try {
    await deps.runs.updateItem(next, found.etag);
  } catch {
    await changeRun(deps, ticket, (row) => withUnwritten(row, found, pause));
  }
}
