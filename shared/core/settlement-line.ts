import type { Side } from './ids.ts';
import { jobKey } from './ids.ts';
import type { Item, ItemState, Run } from './run.ts';
import { standingOf, type CopyStanding } from './settlement.ts';

/** A job that was made in place of another one. `givenUp`: its run has said that it never began. */
export type Link = {
  readonly side: Side;
  readonly name: string;
  readonly originId: string;
  readonly givenUp: boolean;
};

/** A run that came after another one, with what it moved. */
export type LaterRun = { readonly run: Run; readonly items: readonly Item[] };

/**
 * The copies of an item's origin, oldest first: a later run may have moved the copy on, and then it is the copy's copy
 * that counts beside the origin.
 */
export function lineOf(item: Item, run: Run, later: readonly LaterRun[]): readonly Link[] {
  const first = linkOf(item, run);
  if (first === undefined) return [];
  const line = [first];
  let last = first;
  for (const next of later) {
    if (next.run.order.source !== last.side) continue;
    const key = jobKey(last.side, last.name);
    const moved = next.items.find(({ job }) => job === key);
    const link = moved === undefined ? undefined : linkOf(moved, next.run);
    if (link === undefined) continue;
    line.push(link);
    last = link;
  }
  return line;
}

function linkOf({ state, originId }: Item, { order }: Run): Link | undefined {
  const name = 'targetName' in state ? state.targetName : undefined;
  return name === undefined ? undefined : { side: order.target, name, originId, givenUp: isGivenUp(state) };
}

function isGivenUp(state: ItemState): boolean {
  return (
    state.kind === 'ended' &&
    state.outcome === 'failed' &&
    state.reasons.some(({ code }) => code === 'NotStartedTimeout')
  );
}

/** Where a copy stands. One that was given up is as any other, once it has begun after all. */
export function copyStanding({ givenUp }: Link, status: string): CopyStanding {
  return givenUp && status.toLowerCase() === 'notstarted' ? 'unbegun' : standingOf(status);
}

const rank: Readonly<Record<CopyStanding, number>> = {
  none: 0,
  gone: 1,
  ended: 2,
  unbegun: 3,
  completed: 4,
  ending: 5,
  finalizing: 6,
  live: 7,
};

/** The one of a line that stands beside the origin: one that lives before one that does not, the latest of equals. */
export function standsBeside<Seen extends { readonly standing: CopyStanding }>(
  line: readonly Seen[],
): Seen | undefined {
  return line.reduce<Seen | undefined>(
    (best, seen) => (best === undefined || rank[seen.standing] >= rank[best.standing] ? seen : best),
    undefined,
  );
}
