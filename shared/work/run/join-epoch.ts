import type { Deps, RunTicket } from '../deps.ts';
import { changeRun } from './next-step.ts';

/** Notes the pointer's epoch in the row of a run that moves no pointer. It stays: while the run is open nobody switches. */
export async function joinEpoch(deps: Deps, ticket: RunTicket): Promise<'joined' | 'fenced'> {
  const { active } = await deps.pointers.read(ticket.pair);
  const mine = await changeRun(deps, ticket, (run) => ({ ...run, epoch: run.epoch ?? active.epoch }));
  return mine ? 'joined' : 'fenced';
}
