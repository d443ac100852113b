import { countItems } from '../../core/items.ts';
import { announce } from '../announce.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { changeRun } from './next-step.ts';

/** Writes the final counts, tells the world, and frees the pair for the next run. Repeating it changes nothing. */
export async function finishRun(deps: Deps, ticket: RunTicket): Promise<'finished' | 'fenced'> {
  const counts = countItems((await deps.runs.items(ticket.run)).map(({ row }) => row));
  const now = deps.clock.now();
  const mine = await changeRun(deps, ticket, (run) => ({
    ...run,
    state: 'ended',
    counts,
    endedAt: run.endedAt ?? now,
  }));
  if (!mine) return 'fenced';
  await announce(deps, {
    type: 'RunCompleted',
    pair: ticket.pair,
    about: `/runs/${ticket.run}`,
    id: `${ticket.run}-completed`,
    at: now,
    data: { run: ticket.run, counts: { ...counts } },
  });
  deps.log.info('run.ended', { run: ticket.run, counts: { ...counts } });
  const freed = await deps.pointers.setClaimState(ticket.pair, ticket.run, ticket.fence, 'ended');
  return freed.kind === 'set' ? 'finished' : 'fenced';
}
