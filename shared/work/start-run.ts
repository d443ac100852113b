import type { Claim, RunKind, RunMode } from '../core/pointer.ts';
import type { PairName, RunId, Side } from '../core/ids.ts';
import { otherSide } from '../core/ids.ts';
import type { Reason } from '../core/reason.ts';
import { plus } from '../core/time.ts';
import type { Instant } from '../core/time.ts';
import type { Orchestrations } from '../ports.ts';
import { announce } from './announce.ts';
import type { Deps } from './deps.ts';
import { giveWay } from './give-way.ts';

export type StartRequest = {
  readonly pair: PairName;
  readonly kind: Extract<RunKind, 'failover'>;
  readonly mode: Extract<RunMode, 'forced'>;
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
  | { readonly kind: 'same'; readonly claim: Claim }
  /** The same idempotency key came with another request. */
  | { readonly kind: 'key-reused'; readonly claim: Claim }
  | { readonly kind: 'busy'; readonly run: RunId; readonly claim: Claim };

/** Starts a run away from whatever workspace is active now. */
export async function startRun(
  deps: Deps,
  orchestrations: Orchestrations,
  request: StartRequest,
): Promise<StartResult> {
  for (;;) {
    const { active, claim } = await deps.pointers.read(request.pair);
    if (claim !== undefined && sameKey(claim, request)) return repeated(claim, request);
    const result = await startRunFrom(deps, orchestrations, request, active.active);
    // Another run switched and ended since we looked: judge by what is active now.
    if (result.kind !== 'moved') return result;
  }
}

/**
 * Claims the pair and starts the orchestration. The claim is what counts: if we die before the orchestration is
 * started, `supervise` starts it.
 * @returns `moved` when `source` is not the active workspace: what was judged of it is no reason to leave another one.
 */
export async function startRunFrom(
  deps: Deps,
  orchestrations: Orchestrations,
  request: StartRequest,
  source: Side,
): Promise<StartResult | { readonly kind: 'moved' }> {
  const now = deps.clock.now();
  const result = await deps.pointers.claim(request.pair, {
    kind: request.kind,
    mode: request.mode,
    source,
    target: otherSide(source),
    reason: request.reason,
    by: request.by,
    claimedAt: now,
    victimsSince: plus(request.evidenceSince ?? now, -deps.config.run.victimLookBack),
    ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
    ...(request.proposal === undefined ? {} : { proposal: request.proposal }),
  });
  if (result.kind === 'moved') return { kind: 'moved' };
  const { claim } = result;
  if (result.kind === 'busy') {
    return sameKey(claim, request) ? repeated(claim, request) : { kind: 'busy', run: claim.order.run, claim };
  }
  deps.log.info('run.claimed', { run: claim.order.run, fence: claim.fence, by: request.by, code: request.reason.code });
  await launch(deps, orchestrations, claim);
  await giveWay(deps, claim);
  return { kind: 'started', claim };
}

function sameKey(claim: Claim, request: StartRequest): boolean {
  return request.idempotencyKey !== undefined && claim.order.idempotencyKey === request.idempotencyKey;
}

function repeated(claim: Claim, request: StartRequest): StartResult {
  const { kind, mode, reason } = claim.order;
  const same = kind === request.kind && mode === request.mode && reason.message === request.reason.message;
  return { kind: same ? 'same' : 'key-reused', claim };
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
      source: order.source,
      target: order.target,
      reason: { ...order.reason },
    },
  });
}
