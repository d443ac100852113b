import type { Item } from './run.ts';

/**
 * An item that was blocked for nothing but the want of its job's definition, now that it is there; undefined while there is
 * nothing new. It was accounted for all the time, and keeps its place.
 * @param now what a plan of this moment would make of the job.
 */
export function withLateSpec(before: Item, now: Item): Item | undefined {
  const { state, spec, rank, late } = before;
  const waits =
    state.kind === 'ended' &&
    state.outcome === 'blocked' &&
    spec === undefined &&
    state.reasons.every(({ code }) => code === 'SpecNotRecorded');
  return waits && now.spec !== undefined ? { ...before, ...now, rank, late } : undefined;
}
