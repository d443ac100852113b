import type { Side } from './ids.ts';
import type { LedgerJob } from './job.ts';
import type { Run } from './run.ts';
import type { Instant } from './time.ts';
import { markerPrefix } from './translate/marker.ts';

/** From then on that side was the active one. */
export type Switch = { readonly at: Instant; readonly side: Side };

/** What a drill submits to the standby, to see it run there, says so in a tag. */
const drillTag = `${markerPrefix}drill`;

/** Every switch of a pair, oldest first, as its runs tell of them. */
export function switchesOf(runs: readonly Run[]): readonly Switch[] {
  return runs
    .flatMap(({ order, switchedAt }) =>
      switchedAt !== undefined && (order.kind === 'failover' || order.kind === 'failback')
        ? [{ at: switchedAt, side: order.target }]
        : [],
    )
    .toSorted((a, b) => a.at - b.at);
}

/**
 * Whether somebody submitted the job to the workspace that was not active then, and that was not us: a script that does
 * not follow the pointer. Nothing is done about it: a failover moves it like any other job, or finds it where it goes.
 */
export function isStray(
  job: Pick<LedgerJob, 'side' | 'state' | 'lineage' | 'createdAt' | 'spec' | 'tags'>,
  switches: readonly Switch[],
): boolean {
  const { side, state, lineage, createdAt, spec, tags } = job;
  if (drillTag in tags) return false;
  if (state !== 'live' || lineage !== undefined || createdAt === undefined || spec.kind === 'child') return false;
  const active = switches.findLast(({ at }) => at <= createdAt)?.side ?? 'primary';
  return active !== side;
}
