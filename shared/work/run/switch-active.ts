import { formatInstant } from '../../core/time.ts';
import { announce } from '../announce.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { changeRun } from './next-step.ts';

/** Moves the pointer to the run's target and notes the epoch in the run's row. Repeating it changes nothing. */
export async function switchActive(deps: Deps, ticket: RunTicket): Promise<'switched' | 'fenced'> {
  const result = await deps.pointers.switchActive(ticket.pair, ticket.run, ticket.fence, deps.clock.now());
  if (result.kind === 'fenced') return 'fenced';
  const { active } = result;
  const mine = await changeRun(deps, ticket, (run) => ({ ...run, epoch: active.epoch, switchedAt: active.since }));
  deps.log.info('pointer.switched', { pair: ticket.pair, run: ticket.run, active: active.active, epoch: active.epoch });
  return mine ? 'switched' : 'fenced';
}

/** Tells those who follow the pointer. A topic that cannot be reached never holds up the jobs: it is logged and audited. */
export async function announceSwitch(deps: Deps, ticket: RunTicket): Promise<'announced' | 'fenced'> {
  const { active, claim } = await deps.pointers.read(ticket.pair);
  if (claim === undefined) return 'fenced';
  const { order } = claim;
  await announce(deps, {
    type: 'ActiveWorkspaceChanged',
    pair: ticket.pair,
    about: '',
    id: `${ticket.run}-active-${active.epoch}`,
    at: active.since,
    data: {
      active: active.active,
      epoch: active.epoch,
      since: formatInstant(active.since),
      run: ticket.run,
      kind: order.kind,
      reason: { ...active.reason },
    },
  });
  const mine = await changeRun(deps, ticket, (run) => ({ ...run, announcedAt: run.announcedAt ?? deps.clock.now() }));
  return mine ? 'announced' : 'fenced';
}
