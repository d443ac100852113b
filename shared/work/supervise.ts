import type { PairName } from '../core/ids.ts';
import { plus } from '../core/time.ts';
import type { Orchestrations } from '../ports.ts';
import type { Deps } from './deps.ts';
import { launch } from './start-run.ts';
import { watchCopies } from './watch-copies.ts';

/**
 * Looks after the claims of all pairs: one that never got an orchestration is started, one whose orchestration ended
 * without ending the run is marked `stalled` for a person to take over. And the copies of runs that have ended lately
 * are looked after.
 */
export async function supervise(deps: Deps, orchestrations: Orchestrations): Promise<void> {
  for (const pair of deps.config.pairs) {
    await supervisePair(deps, orchestrations, pair.name);
    await watchCopies(deps, pair);
  }
  await auditPoison(deps);
}

/** Makes what lies in the poison queues visible. An entry is made of the message alone, so it is written once. */
async function auditPoison(deps: Deps): Promise<void> {
  for (const { queue, id, at } of await deps.queues.peekPoison()) {
    // Its text stays where it is: it may hold what nobody should read in a log.
    const message = `the message ${id} could not be handled and is kept in the queue ${queue}`;
    await deps.audit.add({
      at,
      who: 'automation',
      what: `poison message ${id}`,
      outcome: { code: 'PoisonMessage', message },
    });
  }
}

async function supervisePair(deps: Deps, orchestrations: Orchestrations, pair: PairName): Promise<void> {
  const { claim } = await deps.pointers.read(pair);
  if (claim === undefined || claim.state !== 'open') return;
  const { run, claimedAt } = claim.order;
  const status = await orchestrations.status(run, claim.fence);
  if (status === 'running') return;
  if (status === 'absent') {
    // Whoever claimed it may be about to start it: give it the time of a request.
    if (deps.clock.now() < plus(claimedAt, deps.config.requeueDelay)) return;
    deps.log.warn('run.never-started', { run, fence: claim.fence });
    await launch(deps, orchestrations, claim);
    return;
  }
  // The run may have ended between the two reads.
  const again = await deps.pointers.read(pair);
  if (again.claim?.state !== 'open' || again.claim.fence !== claim.fence) return;
  const marked = await deps.pointers.setClaimState(pair, run, claim.fence, 'stalled');
  if (marked.kind === 'fenced') return;
  deps.log.error('run.stalled', { run, fence: claim.fence, status });
  await deps.audit.add({
    at: deps.clock.now(),
    who: 'automation',
    what: `supervise ${run}`,
    outcome: {
      code: 'RunStalled',
      message: `its orchestration is ${status} and the run has not ended: POST /api/pairs/${pair}/runs/${run}/takeover continues it`,
    },
    pair,
  });
}
