import { longestAge } from '../../core/assess.ts';
import type { PairConfig } from '../../core/config.ts';
import { estimateCost } from '../../core/cost.ts';
import type { DecideInput, Decision, LastRun } from '../../core/decide.ts';
import { otherSide, type Side } from '../../core/ids.ts';
import type { LiveJob } from '../../core/job.ts';
import type { Claim } from '../../core/pointer.ts';
import { openRunOf } from '../../core/pointer.ts';
import { givenWay, isOver } from '../../core/proposal.ts';
import { quarantineOf } from '../../core/quarantine.ts';
import type { ProposalRecord } from '../../core/proposal-record.ts';
import { atStake } from '../../core/stake.ts';
import { plus } from '../../core/time.ts';
import type { Versioned } from '../../ports.ts';
import { demandOfAll } from '../demand.ts';
import type { Deps } from '../deps.ts';
import { preparednessOf } from '../drill/for-ladder.ts';

/** What a decision is made of, and what it is held against: the last one, and the proposal in the store. */
export type Gathered = {
  readonly input: DecideInput;
  readonly last: Decision | undefined;
  readonly stored: Versioned<ProposalRecord> | undefined;
};

/** Reads all that a decision depends on, each time anew. */
export async function gather(deps: Deps, pair: PairConfig): Promise<Gathered> {
  const { health } = deps.config;
  const { name, policy } = pair;
  const oldest = plus(deps.clock.now(), -longestAge({ health, policy }));
  const [signals, { active, claim }, brake, [last], stored] = await Promise.all([
    deps.signals.list(name, oldest),
    deps.pointers.read(name),
    deps.brakes.read(name),
    deps.signals.decisions(name, 1),
    settledProposal(deps, pair),
  ]);
  const [lastRun, more] = await Promise.all([
    lastRunOf(deps, pair, claim, brake.acknowledged?.run),
    standingOf(deps, pair, active.active),
  ]);
  const proposal = stored?.row.proposal;
  const openRun = openRunOf(claim);
  // A rejection is over, and goes on to count.
  const isFed = proposal !== undefined && (!isOver(proposal) || proposal.state === 'rejected');
  return {
    last,
    stored,
    input: {
      pair,
      active: active.active,
      signals,
      health,
      policy,
      now: deps.clock.now(),
      ...(openRun === undefined ? {} : { openRun }),
      ...(brake.paused === undefined ? {} : { paused: brake.paused }),
      ...(lastRun === undefined ? {} : { lastRun }),
      ...(active.epoch === 0 ? {} : { lastSwitch: active.since }),
      ...(isFed ? { proposal } : {}),
      ...more,
    },
  };
}

/** The pair's newest proposal, after it has given way to whatever run was claimed meanwhile. */
async function settledProposal(deps: Deps, { name }: PairConfig): Promise<Versioned<ProposalRecord> | undefined> {
  for (;;) {
    const found = await deps.proposals.latest(name);
    if (found === undefined) return undefined;
    // The claim is read after the proposal: one that was made before it is seen.
    const { claim } = await deps.pointers.read(name);
    const proposal = givenWay(found.row.proposal, claim);
    if (proposal === found.row.proposal) return found;
    const row = { ...found.row, proposal };
    const written = await deps.proposals.update(row, found.etag);
    if (written.kind === 'written') return { row, etag: written.etag };
  }
}

/**
 * How the pair stands, beside the evidence: how ready the standby is, what would move, and what the last run left
 * behind. What is not looked at is left out, and its rung does not hold.
 */
async function standingOf(
  deps: Deps,
  pair: PairConfig,
  active: Side,
): Promise<Pick<DecideInput, 'inFlight' | 'readiness' | 'lastDrill' | 'quarantine'>> {
  const { name, policy } = pair;
  const runs = await deps.runs.listRuns(name);
  const quarantine = quarantineOf(runs, otherSide(active));
  const known = {
    ...(await preparednessOf(deps, pair, active, runs)),
    ...(quarantine === undefined ? {} : { quarantine }),
  };
  // Reading every live job at each look is for those who ask for it.
  if (policy.caps.jobs === undefined && policy.caps.cost === undefined) return known;
  const jobs = atStake(await deps.ledger.live(name, active), policy, deps.config);
  return { ...known, inFlight: { jobs: jobs.length, ...(await costOf(deps, pair, active, jobs)) } };
}

/** A job runs as long as it runs: unless told otherwise, a working day is taken. */
const usualHours = 8;

async function costOf(
  deps: Deps,
  pair: PairConfig,
  active: Side,
  jobs: readonly LiveJob[],
): Promise<{ readonly cost?: number; readonly unpriced?: number }> {
  const { cost: cap, coreHour, hoursPerJob = usualHours } = pair.policy.caps;
  if (cap === undefined || coreHour === undefined) return {};
  const { cost, unpriced } = estimateCost(await demandOfAll(deps, pair, active, jobs), coreHour, hoursPerJob);
  return { cost, ...(unpriced === 0 ? {} : { unpriced }) };
}

/**
 * The last run that has ended and after which automation rests. A run of another kind that came after it does not make
 * it forgotten.
 */
export async function lastRunOf(
  deps: Deps,
  { name }: Pick<PairConfig, 'name'>,
  claim: Claim | undefined,
  acknowledged?: string,
): Promise<LastRun | undefined> {
  if (claim === undefined) return undefined;
  const isResting = (kind: string): boolean => kind === 'failover' || kind === 'failback';
  const run =
    claim.state === 'ended' && isResting(claim.order.kind)
      ? (await deps.runs.getRun(claim.order.run))?.row
      : (await deps.runs.listRuns(name)).find(({ order, endedAt }) => endedAt !== undefined && isResting(order.kind));
  if (run?.endedAt === undefined) return undefined;
  const { run: id, kind, mode } = run.order;
  return { run: id, kind, mode, endedAt: run.endedAt, acknowledged: id === acknowledged };
}
