import type { Slice } from '../../core/slices.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { directionOf } from './judge-item.ts';
import { resubmitItem } from './resubmit-item.ts';
import { itemsIn, runOf, workThrough } from './slice.ts';
import type { SliceResult } from './slice.ts';

/** Submits the open items of one range of ranks. After a throttled or fenced answer no further PUT starts. */
export async function resubmitSlice(deps: Deps, ticket: RunTicket, slice: Slice): Promise<SliceResult> {
  const run = await runOf(deps, ticket);
  if (run === undefined) return { kind: 'fenced' };
  const items = await itemsIn(deps, run, slice, ['toSubmit', 'toRetry']);
  const direction = await directionOf(deps, run);
  return workThrough(deps, ticket, items, (item) => resubmitItem(deps, ticket, run, item, direction));
}
