import { wouldMove } from '../../core/drill/drill.ts';
import type { Slice } from '../../core/slices.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { directionOf, judgeItem } from './judge-item.ts';
import { blocked, settle } from './settle-item.ts';
import { itemsIn, runOf, workThrough } from './slice.ts';
import type { SliceResult } from './slice.ts';

/** Only our own tables are read and written: ARM's budget is no reason to go slowly. */
const perSecond = 10_000;

/** Says of the jobs of one range of ranks what a failover would do with them, and does nothing of it. */
export async function judgeSlice(deps: Deps, ticket: RunTicket, slice: Slice): Promise<SliceResult> {
  const run = await runOf(deps, ticket);
  if (run === undefined) return { kind: 'fenced' };
  const direction = await directionOf(deps, run);
  return workThrough(
    deps,
    ticket,
    await itemsIn(deps, run, slice, ['toSubmit', 'toRetry']),
    async (found) => {
      const judged = await judgeItem(deps, run, found.row, direction);
      const at = deps.clock.now();
      return settle(
        deps,
        found,
        judged.kind === 'blocked'
          ? blocked(judged.reasons, at)
          : { kind: 'ended', outcome: 'skipped', reasons: [wouldMove], at },
      );
    },
    perSecond,
  );
}
