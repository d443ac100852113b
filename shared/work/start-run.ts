import type { Claim, JobChoice, RunKind, RunMode, RunOrder } from '../core/pointer.ts';
import type { PairName, RunId, Side } from '../core/ids.ts';
import { otherSide } from '../core/ids.ts';
import { givesWay } from '../core/pointer.ts';
import type { Reason } from '../core/reason.ts';
import type { Check } from '../core/run-command.ts';
import { modeFor, reasonsAgainst, sourceOf } from '../core/start-check.ts';
import { plus } from '../core/time.ts';
import type { Instant } from '../core/time.ts';
import type { Orchestrations } from '../ports.ts';
import { announce } from './announce.ts';
import type { Deps } from './deps.ts';
import { giveWay } from './give-way.ts';
import { pairOf } from './deps.ts';
import { lookAtPair } from './start-view.ts';

export type StartRequest = {
  readonly pair: PairName;
  readonly kind: RunKind;
  /** Absent: what suits the kind and the health of its source. */
  readonly mode?: RunMode;
  readonly inFlight?: 'finish';
  readonly keep?: 'origins';
  readonly only?: JobChoice;
  readonly retryOf?: RunId;
  readonly force?: readonly Check[];
  readonly reason: Reason;
  readonly by: string;
  /** When the first evidence came; a person who starts a run is evidence enough. */
  readonly evidenceSince?: Instant;
  readonly idempotencyKey?: string;
  /** The proposal that this carries out. */
  readonly proposal?: string;
};

export type StartResult =
  | { readonly kind: 'started'; readonly claim: Claim }
  /** The same request was answered before: this is its run. */
  | { readonly kind: 'same'; readonly run: RunId }
  /** The same idempotency key came with another request. */
  | { readonly kind: 'key-reused'; readonly run: RunId }
  | { readonly kind: 'busy'; readonly run: RunId; readonly claim: Claim }
  | { readonly kind: 'not-away' }
  | { readonly kind: 'refused'; readonly reasons: readonly [Reason, ...Reason[]] };

/** Starts a run that a person asked for, if nothing stands in its way that the person has not taken upon themselves. */
export async function startRun(
  deps: Deps,
  orchestrations: Orchestrations,
  request: StartRequest,
): Promise<StartResult> {
  const pair = pairOf(deps, request.pair);
  for (;;) {
    const { active, claim } = await deps.pointers.read(request.pair);
    const earlier = await answeredBefore(deps, request, claim);
    if (earlier !== undefined) return earlier;
    // Told before anything else: whoever finds the pair busy learns nothing from the health of its workspaces.
    if (claim !== undefined && claim.state !== 'ended' && !givesWay(claim.order, request.kind))
      return { kind: 'busy', run: claim.order.run, claim };
    if (request.kind === 'failback' && active.active === 'primary') return { kind: 'not-away' };
    const view = await lookAtPair(deps, pair, active.active);
    const source = sourceOf(request.kind, active.active);
    const mode = modeFor(request, view.health[source]);
    const [first, ...others] = reasonsAgainst({ ...request, mode }, view);
    if (first !== undefined) return { kind: 'refused', reasons: [first, ...others] };
    const result = await startRunFrom(deps, orchestrations, { ...request, mode }, source);
    // Another run switched and ended since we looked: judge by what is active now.
    if (result.kind !== 'moved') return result;
  }
}

/**
 * Claims the pair and starts the orchestration. The claim is what counts: if we die before the orchestration is
 * started, `supervise` starts it.
 * @returns `moved` when the pointer is not where such a run begins: what was judged of `source` is no reason to leave
 * another workspace.
 */
export async function startRunFrom(
  deps: Deps,
  orchestrations: Orchestrations,
  request: StartRequest & { readonly mode: RunMode },
  source: Side,
): Promise<StartResult | { readonly kind: 'moved' }> {
  const result = await deps.pointers.claim(request.pair, orderOf(deps, request, source));
  if (result.kind === 'moved') return { kind: 'moved' };
  const { claim } = result;
  if (result.kind === 'busy')
    return (await answeredBefore(deps, request, claim)) ?? { kind: 'busy', run: claim.order.run, claim };
  deps.log.info('run.claimed', { run: claim.order.run, fence: claim.fence, by: request.by, code: request.reason.code });
  await launch(deps, orchestrations, claim);
  await giveWay(deps, claim);
  return { kind: 'started', claim };
}

function orderOf(deps: Deps, request: StartRequest & { readonly mode: RunMode }, source: Side): Omit<RunOrder, 'run'> {
  const now = deps.clock.now();
  const { kind, mode, inFlight, keep, only, retryOf, reason, by, idempotencyKey, proposal } = request;
  // Where nobody suspects an outage, what has failed lately has failed for reasons of its own.
  const lookBack = mode === 'planned' || kind === 'drill' ? 0 : deps.config.run.victimLookBack;
  return {
    ...{ kind, mode, source, target: otherSide(source), reason, by, claimedAt: now },
    victimsSince: plus(request.evidenceSince ?? now, -lookBack),
    ...(inFlight === undefined ? {} : { inFlight }),
    ...(keep === undefined ? {} : { keep }),
    ...(only === undefined ? {} : { only }),
    ...(retryOf === undefined ? {} : { retryOf }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(proposal === undefined ? {} : { proposal }),
  };
}

/** The answer to a request whose idempotency key was used for a run of the pair, however long ago. */
async function answeredBefore(
  deps: Deps,
  request: StartRequest,
  claim: Claim | undefined,
): Promise<StartResult | undefined> {
  const { idempotencyKey } = request;
  if (idempotencyKey === undefined) return undefined;
  const runs = await deps.runs.listRuns(request.pair);
  const orders = [...(claim === undefined ? [] : [claim.order]), ...runs.map(({ order }) => order)];
  const found = orders.find((order) => order.idempotencyKey === idempotencyKey);
  if (found === undefined) return undefined;
  return { kind: isSame(found, request) ? 'same' : 'key-reused', run: found.run };
}

function isSame(order: RunOrder, request: StartRequest): boolean {
  const wish = ({ kind, inFlight, keep, only, retryOf, reason }: RunOrder | StartRequest): string =>
    JSON.stringify([kind, inFlight, keep, only, retryOf, reason.message]);
  return wish(order) === wish(request) && (request.mode === undefined || request.mode === order.mode);
}

/** Starts the claim's orchestration. A failure is only logged: the claim stands, and `supervise` will try again. */
export async function launch(deps: Deps, orchestrations: Orchestrations, claim: Claim): Promise<void> {
  try {
    await orchestrations.start(claim.pair, claim.order.run, claim.fence);
    deps.log.info('run.launched', { run: claim.order.run, fence: claim.fence });
  } catch (error) {
    deps.log.error('run.not-launched', {
      run: claim.order.run,
      fence: claim.fence,
      message: error instanceof Error ? error.message : String(error),
    });
  }
  const { order } = claim;
  await announce(deps, {
    type: 'RunStarted',
    pair: claim.pair,
    about: `/runs/${order.run}`,
    id: `${order.run}-started-${claim.fence}`,
    at: order.claimedAt,
    data: {
      run: order.run,
      kind: order.kind,
      mode: order.mode,
      source: order.source,
      target: order.target,
      reason: { ...order.reason },
    },
  });
}
