import type { RunOrder } from './pointer.ts';
import type { Item } from './run.ts';

/** What is left to do for the items of a run: ranks, in order. An item is in one list at most. */
export type OpenWork = {
  /** Of a cancelled run: what was not begun, and is not any more. */
  readonly toDrop: readonly string[];
  /** Of a planned move: origins of which nobody has asked for their end yet. */
  readonly toAsk: readonly string[];
  /** Of a planned move: origins that were asked to end and must be seen terminal. */
  readonly toRelease: readonly string[];
  /** What needs a PUT, or the answer to one. */
  readonly toSubmit: readonly string[];
  /** Copies that exist and were not seen beyond `NotStarted`. */
  readonly toVerify: readonly string[];
};

type Wanted = Pick<RunOrder, 'mode'> & { readonly cancelled: boolean };

export function openWork(items: readonly Item[], wanted: Wanted): OpenWork {
  const work: Record<keyof OpenWork, string[]> = { toDrop: [], toAsk: [], toRelease: [], toSubmit: [], toVerify: [] };
  for (const item of items) {
    const list = listOf(item, wanted);
    if (list !== undefined) work[list].push(item.rank);
  }
  return work;
}

/** Which list an item is in; undefined when nothing is left to do for it. */
export function listOf({ state }: Item, { mode, cancelled }: Wanted): keyof OpenWork | undefined {
  switch (state.kind) {
    case 'planned':
      if (cancelled) return 'toDrop';
      return mode === 'planned' ? 'toAsk' : 'toSubmit';
    case 'releasing':
      return cancelled ? 'toDrop' : 'toRelease';
    case 'released':
      return cancelled ? 'toDrop' : 'toSubmit';
    // Its PUT may have arrived, so it is brought to its end, whatever else is wanted.
    case 'submitting':
      return 'toSubmit';
    case 'submitted':
    case 'recalling':
      return 'toVerify';
    case 'ended':
      return undefined;
  }
}
