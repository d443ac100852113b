import type { Direction, Judgement } from '../../core/mirror/judge.ts';
import type { Item, Run } from '../../core/run.ts';
import type { Deps } from '../deps.ts';
import { pairOf } from '../deps.ts';
import { knownDirection, prepareJob } from '../mirror/direction.ts';

/** The way that the run's jobs go. Where the origin has ended before, nobody else writes to its outputs. */
export async function directionOf(deps: Deps, { pair, order }: Run): Promise<Direction> {
  const direction = await knownDirection(deps, pairOf(deps, pair), order.source);
  return order.mode === 'planned' ? { ...direction, outputs: 'same' } : direction;
}

/** The job of an item as it would be submitted now, or every reason why it would not. Asks no workspace. */
export async function judgeItem(
  deps: Deps,
  { pair, order }: Run,
  item: Item,
  direction: Direction,
): Promise<Judgement> {
  const spec = item.spec === undefined ? undefined : await deps.specs.get(item.spec);
  if (spec === undefined) {
    const message =
      'its definition is not in the spec container; retry the run when its workspace answers again and the definition is there';
    return { kind: 'blocked', reasons: [{ code: 'SpecNotRecorded', message }] };
  }
  const row = await deps.ledger.get(pair, item.job);
  // When nobody can tell any more when the definition was read, no look at the source counts as a later one.
  const recordedAt = row?.spec.kind === 'recorded' && row.spec.hash === item.spec ? row.spec.at : order.claimedAt;
  return prepareJob(deps, pairOf(deps, pair), order.source, { key: item.job, spec, recordedAt }, direction);
}
