import type { Slice } from '../../core/slices.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { pairOf } from '../deps.ts';
import { directionOf } from './judge-item.ts';
import { releaseItem, waitForTarget } from './release-item.ts';
import { itemsIn, runOf, workThrough } from './slice.ts';
import type { SliceResult } from './slice.ts';

/** Asks the origins of one range of ranks to end, or looks whether they have. */
export async function releaseSlice(deps: Deps, ticket: RunTicket, slice: Slice): Promise<SliceResult> {
  const run = await runOf(deps, ticket);
  if (run === undefined) return { kind: 'fenced' };
  const items = await itemsIn(deps, run, slice, ['toAsk', 'toRelease']);
  const target = pairOf(deps, ticket.pair).workspaces[run.order.target];
  // A job that is ended while its new workspace does not answer would run nowhere.
  const probed = await deps.workspaces.probe(target);
  if (probed.kind !== 'alive') {
    deps.log.warn('run.target-silent', { run: ticket.run, why: probed.kind });
    return workThrough(deps, ticket, items, (item) => waitForTarget(deps, item, probed), Number.POSITIVE_INFINITY);
  }
  const direction = await directionOf(deps, run);
  return workThrough(deps, ticket, items, (item) => releaseItem(deps, ticket, run, item, direction));
}
