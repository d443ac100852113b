import pLimit from 'p-limit';
import { needsSubmission } from '../../core/items.ts';
import type { Slice } from '../../core/slices.ts';
import type { Instant } from '../../core/time.ts';
import { plus } from '../../core/time.ts';
import type { Run } from '../../core/run.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { pairOf } from '../deps.ts';
import { knownDirection } from '../mirror/direction.ts';
import { resubmitItem } from './resubmit-item.ts';
import { createPace } from './pace.ts';

/** How a slice ended: `later` says when its open items are worth another try. */
export type SliceResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly at: Instant }
  | { readonly kind: 'fenced' };

/** An activity ends itself well before the platform would end it. */
const sliceTime = 50_000;

/**
 * Submits the open items of one range of ranks, a few at a time and within the slice's share of ARM's write budget.
 * After a throttled, unreachable or fenced answer no further PUT starts.
 */
export async function resubmitSlice(deps: Deps, ticket: RunTicket, slice: Slice): Promise<SliceResult> {
  const found = await deps.runs.getRun(ticket.run);
  if (found === undefined || found.row.fence > ticket.fence) return { kind: 'fenced' };
  const run: Run = found.row;
  const stopAt = plus(deps.clock.now(), sliceTime);
  const { putsAtOnce, slicesAtOnce, writesPerSecond } = deps.config.run;
  const pace = createPace((slicesAtOnce * 1_000) / writesPerSecond);
  const limit = pLimit(putsAtOnce);
  const items = (await deps.runs.items(ticket.run, slice)).filter(({ row }) => needsSubmission(row));
  const direction = await knownDirection(deps, pairOf(deps, ticket.pair), run.order.source);
  let fenced = false;
  let later: Instant | undefined;
  await Promise.all(
    items.map((item) =>
      limit(async () => {
        if (fenced || later !== undefined) return;
        if (deps.clock.now() >= stopAt) {
          later = deps.clock.now();
          return;
        }
        await pace();
        const result = await resubmitItem(deps, ticket, run, item, direction);
        if (result.kind === 'fenced') fenced = true;
        if (result.kind === 'later') later = later === undefined || result.at > later ? result.at : later;
      }),
    ),
  );
  if (fenced) return { kind: 'fenced' };
  return later === undefined ? { kind: 'done' } : { kind: 'later', at: later };
}
