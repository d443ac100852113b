import { asItStands } from '../../core/item-trouble.ts';
import { countItems } from '../../core/items.ts';
import { openWork } from '../../core/open-work.ts';
import { decideStep } from '../../core/run-step.ts';
import type { RunStep } from '../../core/run-step.ts';
import { noCounts } from '../../core/run.ts';
import type { Run } from '../../core/run.ts';
import type { Instant } from '../../core/time.ts';
import type { Versioned } from '../../ports.ts';
import type { Deps, RunTicket } from '../deps.ts';

/**
 * Reads where the run stands, decides what comes next, and writes down for people what it is about to do. The first
 * call of a run makes its row out of the claim.
 */
export async function nextStep(deps: Deps, ticket: RunTicket): Promise<RunStep> {
  const now = deps.clock.now();
  const { active, claim } = await deps.pointers.read(ticket.pair);
  if (claim === undefined || claim.order.run !== ticket.run || claim.fence !== ticket.fence) {
    deps.log.warn('run.fenced', { run: ticket.run, fence: ticket.fence, newer: claim?.fence });
    return { do: 'stop', because: 'fenced' };
  }
  const found = await ownRun(deps, ticket, {
    pair: ticket.pair,
    order: claim.order,
    fence: ticket.fence,
    state: 'claimed',
    counts: noCounts,
  });
  if (found === undefined) return { do: 'stop', because: 'fenced' };
  const { cancelled, order } = claim;
  const known = { ...found.row, ...(cancelled === undefined ? {} : { cancelled }) };
  const items = (await deps.runs.items(ticket.run)).map((read) => asItStands(read, known));
  const counts = countItems(items);
  const { step, state } = decideStep(
    {
      fence: ticket.fence,
      claim,
      switched: active.run === ticket.run,
      run: found.row,
      work: openWork(items, { mode: order.mode, cancelled: cancelled !== undefined }, now),
    },
    deps.config.run,
    now,
  );
  const written = await deps.runs.updateRun(
    {
      ...known,
      ...lookedAt(step, now),
      fence: ticket.fence,
      state,
      counts,
    },
    found.etag,
  );
  // Somebody else moved the run on since we read it: look again rather than act on an old view.
  if (written === 'lost') return nextStep(deps, ticket);
  if (state !== found.row.state)
    deps.log.info('run.state', { run: ticket.run, fence: ticket.fence, from: found.row.state, state });
  return step;
}

/** What is looked at from time to time remembers when that was, before it is done: a kill must not make it busier. */
function lookedAt(step: RunStep, now: Instant): Partial<Run> {
  if (step.do === 'verify' || step.do === 'canaries') return { verifiedAt: now };
  return step.do === 'release' ? { releasedAt: now } : {};
}

async function ownRun(deps: Deps, ticket: RunTicket, first: Run): Promise<Versioned<Run> | undefined> {
  const found = await deps.runs.getRun(ticket.run);
  if (found !== undefined) return found.row.fence > ticket.fence ? undefined : found;
  await deps.runs.insertRun(first);
  return deps.runs.getRun(ticket.run);
}

/** Changes the run's row under the ticket's fence; false when a newer fence holds it. */
export async function changeRun(deps: Deps, ticket: RunTicket, change: (run: Run) => Run): Promise<boolean> {
  for (;;) {
    const found = await deps.runs.getRun(ticket.run);
    if (found === undefined || found.row.fence > ticket.fence) return false;
    const next = { ...change(found.row), fence: ticket.fence };
    if ((await deps.runs.updateRun(next, found.etag)) === 'written') return true;
  }
}

/** True while no newer fence has been seen for the run (invariant 4). */
export async function holdsFence(deps: Deps, ticket: RunTicket): Promise<boolean> {
  const { claim } = await deps.pointers.read(ticket.pair);
  return claim !== undefined && claim.order.run === ticket.run && claim.fence === ticket.fence;
}
