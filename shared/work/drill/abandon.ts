import { isOver } from '../../core/drill/drill.ts';
import type { AbandonCode } from '../../core/drill/codes.ts';
import type { PairName } from '../../core/ids.ts';
import type { Claim } from '../../core/pointer.ts';
import type { Reason } from '../../core/reason.ts';
import type { Run } from '../../core/run.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { finishRun } from '../run/finish-run.ts';
import { putAway } from './canaries.ts';

/**
 * Cleans up behind drills that nobody carries on: a failover has taken the pair, or the orchestration ended early. Their
 * canaries are ended and put away, and then the drill has ended and has not passed. A failover never waits for this.
 */
export async function cleanUpDrills(deps: Deps): Promise<void> {
  for (const { name } of deps.config.pairs) await cleanUpPair(deps, name);
}

async function cleanUpPair(deps: Deps, pair: PairName): Promise<void> {
  const open = (await deps.runs.listRuns(pair)).filter(
    ({ order, endedAt }) => order.kind === 'drill' && endedAt === undefined,
  );
  // The claim last: a drill that is in the list was claimed before, so another claim can only be a later one.
  const { claim } = await deps.pointers.read(pair);
  for (const run of open) {
    const because = whyAbandoned(run, claim);
    if (because === undefined) continue;
    const ticket = { pair, run: run.order.run, fence: run.fence };
    if (!(await putAway(deps, ticket, because))) continue;
    const left = (await deps.runs.getRun(run.order.run))?.row.drill;
    if (left !== undefined && !isOver(left, deps.clock.now())) continue;
    await dropItems(deps, ticket, because);
    deps.log.warn('drill.abandoned', { run: run.order.run, code: because.code });
    await finishRun(deps, ticket, because);
  }
}

function whyAbandoned({ order }: Run, claim: Claim | undefined): Reason<AbandonCode> | undefined {
  if (claim?.order.run !== order.run) {
    const who = claim === undefined ? 'another run' : `${claim.order.run}, a ${claim.order.kind},`;
    return { code: 'DrillSuperseded', message: `${who} has taken the pair: a drill gives way to every other run` };
  }
  if (claim.state !== 'stalled') return undefined;
  return { code: 'DrillStalled', message: 'its orchestration ended early; the log event run.stalled says more' };
}

/** Every job of a run has an outcome in the end: of these nobody has found out what a failover would do. */
async function dropItems(deps: Deps, { run }: RunTicket, because: Reason): Promise<void> {
  for (const { row, etag } of await deps.runs.items(run)) {
    if (row.state.kind === 'ended') continue;
    const state = { kind: 'ended', outcome: 'skipped', reasons: [because], at: deps.clock.now() } as const;
    try {
      await deps.runs.updateItem({ ...row, state }, etag);
    } catch (error) {
      // A drill moves nothing, so nobody misses this word: the canaries of others need not wait for it.
      const message = error instanceof Error ? error.message : String(error);
      deps.log.error('item.trouble', { run, job: row.job, message });
    }
  }
}
