import type { PairConfig } from '../../core/config.ts';
import type { Side } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Direction } from '../../core/mirror/judge.ts';
import type { ReadAsset } from '../../core/mirror/plan.ts';
import type { Way } from '../../core/mirror/route.ts';
import type { Counterpart, MirrorKey, MirrorRow, Wanted } from '../../core/mirror/row.ts';
import { mirrorKey, retryAt } from '../../core/mirror/row.ts';
import type { Reason } from '../../core/reason.ts';
import type { Instant } from '../../core/time.ts';
import { plus } from '../../core/time.ts';
import type { ArmTrouble, BlobTrouble, Versioned } from '../../ports.ts';
import type { Deps } from '../deps.ts';

/** What a mirror pass knows and has found out; the steps add to it. */
export type Pass = {
  readonly deps: Deps;
  readonly pair: PairConfig;
  readonly from: Side;
  readonly direction: Direction;
  readonly way: Way;
  readonly rows: Map<MirrorKey, Versioned<MirrorRow>>;
  readonly read: Map<MirrorKey, ReadAsset>;
  /** Bodies of the source's assets. */
  readonly bodies: Map<MirrorKey, JsonObject>;
};

/** How a step ended. `later`: a workspace or its storage gave no answer, so the pass is over for now. */
export type StepResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly at?: Instant; readonly reason: Reason };

export const done: StepResult = { kind: 'done' };

/** Whoever claims something and dies holds others up for this long: longer than any step takes. */
const claimTime = 5 * 60_000;

/**
 * Makes it ours for a while. False when somebody else is at it, or has just been. What is present stays so while it is
 * looked at again: a run may need it at any moment.
 */
export async function claim(pass: Pass, what: Wanted): Promise<boolean> {
  const held = pass.rows.get(mirrorKey(what));
  if (held?.row.state.kind === 'present') return true;
  const until = plus(pass.deps.clock.now(), claimTime);
  return write(pass, what, { kind: 'copying', until }, held?.row.attempts ?? 0);
}

/** Lets others have it at once, when we could not do it now. */
export async function release(pass: Pass, what: Wanted): Promise<void> {
  const held = pass.rows.get(mirrorKey(what))?.row;
  if (held?.state.kind === 'copying') await write(pass, what, { kind: 'wanted' }, held.attempts);
}

export async function becomePresent(
  pass: Pass,
  what: Wanted,
  target: Counterpart,
  hash: string,
  sharedOutput?: Reason,
): Promise<StepResult> {
  const { deps } = pass;
  const shared = sharedOutput === undefined ? {} : { sharedOutput };
  await write(pass, what, { kind: 'present', target, hash, at: deps.clock.now(), ...shared }, 0);
  deps.log.info('mirror.present', { pair: pass.pair.name, from: pass.from, source: mirrorKey(what).slice(0, 500) });
  return done;
}

/** It will not be there, or is no longer; it is tried again, ever more rarely. */
export async function becomeFailed(pass: Pass, what: Wanted, reason: Reason): Promise<StepResult> {
  const { deps } = pass;
  const attempts = (pass.rows.get(mirrorKey(what))?.row.attempts ?? 0) + 1;
  const now = deps.clock.now();
  const state = { kind: 'failed', reason, at: now, retryAt: retryAt(now, attempts, deps.config.requeueDelay) } as const;
  await write(pass, what, state, attempts);
  deps.log.warn('mirror.failed', {
    pair: pass.pair.name,
    from: pass.from,
    source: mirrorKey(what).slice(0, 500),
    code: reason.code,
  });
  return done;
}

/** Writes the row over the one that we know; false, and the other's row instead, when somebody was there before us. */
async function write(pass: Pass, what: Wanted, state: MirrorRow['state'], attempts: number): Promise<boolean> {
  const { assets } = pass.deps;
  const key = mirrorKey(what);
  const held = pass.rows.get(key);
  const row: MirrorRow = { pair: pass.pair.name, from: pass.from, what, state, attempts };
  const written = held === undefined ? await assets.insert(row) : await assets.update(row, held.etag);
  if (written.kind === 'written') {
    pass.rows.set(key, { row, etag: written.etag });
    return true;
  }
  const theirs = (await assets.get(row.pair, row.from, [key])).get(key);
  if (theirs === undefined) pass.rows.delete(key);
  else pass.rows.set(key, theirs);
  return false;
}

/** No answer: try the whole pass again. A refusal is an answer, and what it is about will not be there. */
export function laterOf(
  trouble: Exclude<ArmTrouble, { kind: 'refused' }> | Extract<BlobTrouble, { kind: 'unreachable' }>,
): StepResult {
  return trouble.kind === 'throttled'
    ? { kind: 'later', at: trouble.until, reason: { code: 'Throttled', message: 'ARM throttled us' } }
    : { kind: 'later', reason: trouble.reason };
}
