import { targetNameOf } from './earlier.ts';
import type { Item, ItemState, Pause, Run } from './run.ts';
import type { Instant, Millis } from './time.ts';
import { plus } from './time.ts';

/** As patient as a run is with storage as a whole: an hour and more, since each rest is longer than the one before. */
const mostTroubles = 20;
const longestRest = 10;
/** Somebody wants the pair. */
const mostOfCancelled = 3;

/** The pause after the handling of an item threw: a bug of ours, or a row that cannot be read or written. */
export function pauseAfterTrouble({ pause }: Pick<Item, 'pause'>, rest: Millis, now: Instant): Pause {
  const troubles = (pause?.troubles ?? 0) + 1;
  return { since: pause?.since ?? now, until: plus(now, rest * Math.min(troubles, longestRest)), troubles };
}

export function isHopeless({ troubles = 0 }: Pause, isCancelled: boolean): boolean {
  return troubles >= (isCancelled ? mostOfCancelled : mostTroubles);
}

/** The end of an item that nobody can handle. What was thrown is in the log: it may hold what nobody should read here. */
export function troubled(item: Item, at: Instant): ItemState {
  const targetName = targetNameOf(item);
  const where = targetName === undefined ? '' : `; look for ${targetName} in the target workspace`;
  const message = `the app could not handle it, however often it tried: the log event item.trouble says why${where}; then retry the run`;
  return {
    kind: 'ended',
    outcome: 'failed',
    reasons: [{ code: 'ItemTrouble', message }],
    at,
    ...(targetName === undefined ? {} : { targetName }),
  };
}

/** An item's row as it was read. */
type Read = { readonly row: Item; readonly etag: string };

/** Of more items than that it is not their rows that cannot be written: storage cannot. */
const mostUnwritten = 100;

/**
 * The run's row with the pause of an item whose own row cannot be written.
 * @throws Error when there are so many of them that storage is at fault.
 */
export function withUnwritten(run: Run, { row, etag }: Read, pause: Pause): Run {
  const unwritten = { ...run.unwritten, [row.rank]: { pause, etag } };
  const count = Object.keys(unwritten).length;
  if (count > mostUnwritten) throw new Error(`the rows of ${count} items could not be written: storage is at fault`);
  return { ...run, unwritten };
}

/** An item as it stands: where its own row could not be written, the run's row says what it would say. */
export function asItStands({ row: item, etag }: Read, run: Pick<Run, 'unwritten' | 'cancelled'>): Item {
  const noted = run.unwritten?.[item.rank];
  // Of another version, the row was written after all.
  if (noted === undefined || noted.etag !== etag) return item;
  const { pause } = noted;
  return isHopeless(pause, run.cancelled !== undefined)
    ? { ...item, state: troubled(item, pause.until ?? pause.since) }
    : { ...item, pause };
}
