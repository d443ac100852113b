import { planCanaries, type Canary } from '../../core/drill/canary.ts';
import { cancelled, isOpen, withCanary } from '../../core/drill/drill.ts';
import type { AbandonCode } from '../../core/drill/codes.ts';
import type { DrillProgress } from '../../core/drill/progress.ts';
import type { Reason } from '../../core/reason.ts';
import type { Run } from '../../core/run.ts';
import { plus } from '../../core/time.ts';
import { demandOfAll } from '../demand.ts';
import { pairOf, type Deps, type RunTicket } from '../deps.ts';
import { changeRun, holdsFence } from '../run/next-step.ts';
import { runOf } from '../run/slice.ts';
import { tendCanary } from './canary.ts';

/** One pass over the canaries of a drill, each as far as it gets. Repeating it changes nothing that is done. */
export async function tendCanaries(deps: Deps, ticket: RunTicket): Promise<'tended' | 'fenced'> {
  const run = await runOf(deps, ticket);
  if (run === undefined || (await planned(deps, ticket, run)) === undefined) return 'fenced';
  const because = cancelled(run);
  if (because !== undefined) return (await putAway(deps, ticket, because)) ? 'tended' : 'fenced';
  const mine = await eachOpen(deps, ticket, async (held, canary) => {
    if (!(await holdsFence(deps, ticket))) return false;
    return tendCanary(deps, ticket, held, canary);
  });
  return mine ? 'tended' : 'fenced';
}

/**
 * Ends the canaries of a drill that has been given up: whoever runs it submits no more, and none is left behind.
 * @returns false when the run has another owner by now.
 */
export function putAway(deps: Deps, ticket: RunTicket, because: Reason<AbandonCode>): Promise<boolean> {
  return eachOpen(deps, ticket, async (run, canary) => {
    const now = deps.clock.now();
    const { state } = canary;
    const going: Canary['state'] =
      state.kind === 'planned'
        ? { kind: 'ended', outcome: 'failed', reason: because, left: 'nothing', at: now }
        : state.kind === 'submitting' || state.kind === 'submitted'
          ? { kind: 'cancelling', because, since: now }
          : state;
    const next = { ...canary, state: going };
    if (going !== state && !(await changeRun(deps, ticket, (row) => withCanary(row, next)))) return false;
    return isOpen(next) ? tendCanary(deps, ticket, run, next) : true;
  });
}

/** Works on the canaries that are open, one after the other: they are few, and none is in a hurry. */
async function eachOpen(
  deps: Deps,
  ticket: RunTicket,
  work: (run: Run, canary: Canary) => Promise<boolean>,
): Promise<boolean> {
  const names = (await deps.runs.getRun(ticket.run))?.row.drill?.canaries.map(({ name }) => name) ?? [];
  for (const name of names) {
    const run = (await deps.runs.getRun(ticket.run))?.row;
    const canary = run?.drill?.canaries.find((each) => each.name === name);
    if (run === undefined || canary === undefined) return false;
    if (isOpen(canary) && !(await work(run, canary))) return false;
  }
  return true;
}

/** The first pass says which canaries there will be; all later ones keep to that. */
async function planned(deps: Deps, ticket: RunTicket, run: Run): Promise<DrillProgress | undefined> {
  if (run.drill !== undefined) return run.drill;
  const { source } = run.order;
  const pair = pairOf(deps, ticket.pair);
  const demand = await demandOfAll(deps, pair, source, await deps.ledger.live(pair.name, source));
  const now = deps.clock.now();
  const drill: DrillProgress = {
    canaries: planCanaries(run.order, demand, deps.config.drill),
    plannedAt: now,
    giveUpAt: plus(now, deps.config.drill.giveUpAfter),
  };
  const mine = await changeRun(deps, ticket, (row) => ({ ...row, drill: row.drill ?? drill }));
  return mine ? drill : undefined;
}
