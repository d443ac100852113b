import type { Reason } from '../../core/reason.ts';
import type { Item, ItemState } from '../../core/run.ts';
import { plus } from '../../core/time.ts';
import type { Instant } from '../../core/time.ts';
import type { ArmTrouble, Versioned } from '../../ports.ts';
import type { Deps } from '../deps.ts';
import type { ItemResult } from './slice.ts';

/** Writes what became of an item over the version that was read. */
export async function settle(deps: Deps, found: Versioned<Item>, state: ItemState): Promise<ItemResult> {
  const written = await deps.runs.updateItem({ ...found.row, state }, found.etag);
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

/** No answer to the question: the item is worth another try, throttled ones when ARM says so. */
export function comeBack(deps: Deps, item: Item, trouble: ArmTrouble): ItemResult {
  const now = deps.clock.now();
  deps.log.warn('item.later', {
    run: item.run,
    job: item.job,
    why: trouble.kind,
    code: trouble.kind === 'throttled' ? 'Throttled' : trouble.reason.code,
  });
  return { kind: 'later', at: trouble.kind === 'throttled' ? trouble.until : plus(now, deps.config.requeueDelay) };
}

export function troubleText(trouble: ArmTrouble): string {
  return trouble.kind === 'throttled'
    ? 'ARM throttled us to the end'
    : `${trouble.reason.code}: ${trouble.reason.message}`;
}
