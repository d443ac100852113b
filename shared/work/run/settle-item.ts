import type { Reason } from '../../core/reason.ts';
import { pauseAfter, withoutPause } from '../../core/pause.ts';
import type { Item, ItemState, Pause, Run } from '../../core/run.ts';
import { plus } from '../../core/time.ts';
import type { Instant } from '../../core/time.ts';
import type { ArmTrouble, Versioned } from '../../ports.ts';
import type { Deps } from '../deps.ts';
import type { ItemResult } from './slice.ts';

/** Writes what became of an item over the version that was read. */
export async function settle(deps: Deps, found: Versioned<Item>, state: ItemState): Promise<ItemResult> {
  const written = await deps.runs.updateItem({ ...withoutPause(found.row), state }, found.etag);
  // Another writer was there first; the next wave reads what it wrote.
  if (written.kind === 'lost') return { kind: 'later', at: deps.clock.now() };
  deps.log.info('item.state', {
    run: found.row.run,
    job: found.row.job,
    state: state.kind === 'ended' ? state.outcome : state.kind,
    ...(state.kind === 'ended' && state.outcome !== 'verified'
      ? { reasons: state.reasons.map(({ code }) => code) }
      : {}),
  });
  return { kind: 'settled' };
}

/** @param targetName of a copy that may yet come to be, for whoever looks for it later. */
export function blocked(reasons: readonly [Reason, ...Reason[]], at: Instant, targetName?: string): ItemState {
  return { kind: 'ended', outcome: 'blocked', reasons, at, ...(targetName === undefined ? {} : { targetName }) };
}

/**
 * No answer to the question: the item is worth another try, throttled ones when ARM says so. Until then it is left alone, so
 * that it holds up nobody else, and its row says since when it is being tried.
 */
export async function comeBack(deps: Deps, found: Versioned<Item>, trouble: ArmTrouble): Promise<ItemResult> {
  const { row: item } = found;
  const now = deps.clock.now();
  deps.log.warn('item.later', {
    run: item.run,
    job: item.job,
    why: trouble.kind,
    code: trouble.kind === 'throttled' ? 'Throttled' : trouble.reason.code,
  });
  if (trouble.kind === 'throttled') {
    await putOff(deps, found, pauseAfter(item, now));
    return { kind: 'throttled', until: trouble.until };
  }
  const at = plus(now, deps.config.requeueDelay);
  await putOff(deps, found, pauseAfter(item, now, at));
  return { kind: 'later', at };
}

/** Whoever was there first has brought the item on: then there is nothing to put off. */
async function putOff(deps: Deps, { row, etag }: Versioned<Item>, pause: Pause): Promise<void> {
  if (row.pause?.since === pause.since && row.pause.until === pause.until) return;
  await deps.runs.updateItem({ ...row, pause }, etag);
}

/** An answer that changes nothing, but is one: should the next look get none, that one is the first of its kind. */
export async function stays(deps: Deps, found: Versioned<Item>): Promise<ItemResult> {
  if (found.row.pause !== undefined) await deps.runs.updateItem(withoutPause(found.row), found.etag);
  return { kind: 'settled' };
}

/** Whether a cancelled run ends without the answer: somebody wants the pair, and "wait a little" is all that is worth a wait. */
export function givesUp({ cancelled }: Run, trouble: ArmTrouble): boolean {
  return cancelled !== undefined && trouble.kind !== 'throttled';
}

export function troubleText(trouble: ArmTrouble): string {
  return trouble.kind === 'throttled'
    ? 'ARM throttled us to the end'
    : `${trouble.reason.code}: ${trouble.reason.message}`;
}
