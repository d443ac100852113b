import { isResting, wasPutOff } from './pause.ts';
import type { RunOrder } from './pointer.ts';
import type { Item } from './run.ts';
import type { Instant } from './time.ts';

/** What is left to do for the items of a run: ranks, in order. An item is in one list at most. */
export type OpenLists = {
  /** Of a cancelled run: what was not begun, and is not any more. */
  readonly toDrop: readonly string[];
  /** Of a planned move: origins of which nobody has asked for their end yet. */
  readonly toAsk: readonly string[];
  /** Of a planned move: origins that were asked to end and must be seen terminal, or that could not be asked so far. */
  readonly toRelease: readonly string[];
  /** What needs a PUT, or the answer to one. */
  readonly toSubmit: readonly string[];
  /** The same, where the last try came to nothing. */
  readonly toRetry: readonly string[];
  /** Copies that exist and were not seen beyond `NotStarted`. */
  readonly toVerify: readonly string[];
};

export type OpenWork = OpenLists & {
  /** Items that are left out of the lists since they have to wait: for each list, when the first of them is due again. */
  readonly resting: Readonly<Partial<Record<keyof OpenLists, Instant>>>;
};

type Wanted = Pick<RunOrder, 'mode'> & { readonly cancelled: boolean };

export function openWork(items: readonly Item[], wanted: Wanted, now: Instant): OpenWork {
  const none = { toDrop: [], toAsk: [], toRelease: [], toSubmit: [], toRetry: [], toVerify: [] };
  const lists: Record<keyof OpenLists, string[]> = none;
  const resting: Partial<Record<keyof OpenLists, Instant>> = {};
  for (const item of items) {
    const list = listOf(item, wanted);
    if (list === undefined) continue;
    const until = item.pause?.until;
    if (until === undefined || isDue(item, list, now)) lists[list].push(item.rank);
    else if (until < (resting[list] ?? Number.POSITIVE_INFINITY)) resting[list] = until;
  }
  return { ...lists, resting };
}

/** Whether the item's turn may come by now. To be left where it is, nothing has to wait. */
export function isDue(item: Item, list: keyof OpenLists, now: Instant): boolean {
  return list === 'toDrop' || !isResting(item, now);
}

/** Which list an item is in, once it is due; undefined when nothing is left to do for it. */
export function listOf(item: Item, { mode, cancelled }: Wanted): keyof OpenLists | undefined {
  switch (item.state.kind) {
    case 'planned':
      if (cancelled) return 'toDrop';
      if (mode === 'planned') return wasPutOff(item) ? 'toRelease' : 'toAsk';
      return wasPutOff(item) ? 'toRetry' : 'toSubmit';
    case 'releasing':
      return cancelled ? 'toDrop' : 'toRelease';
    case 'released':
      if (cancelled) return 'toDrop';
      return wasPutOff(item) ? 'toRetry' : 'toSubmit';
    // Its PUT may have arrived, so it is brought to its end, whatever else is wanted.
    case 'submitting':
      return wasPutOff(item) ? 'toRetry' : 'toSubmit';
    case 'submitted':
    case 'recalling':
      return 'toVerify';
    case 'ended':
      return undefined;
  }
}
