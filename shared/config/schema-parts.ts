import { z } from 'zod';
import { durationPattern, parseDuration } from './duration.ts';

/* What the sections of `failover.yaml` are put together from. Each error text says what is allowed and nothing else. */

/** A mapping whose keys are all known: anything else is a typing mistake, and a setting that silently does nothing. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    // problems.ts finds the nearest key in this list.
    error: (issue) => (issue.code === 'unrecognized_keys' ? keys : `a section with the keys ${keys}`),
  });
}

export function text(allowed: string, pattern: RegExp) {
  return z.string({ error: allowed }).regex(pattern, { error: allowed });
}

export function list<Item extends z.ZodType>(item: Item, allowed: string) {
  return z.array(item, { error: `a list of ${allowed}` });
}

export function whole(least: number, most: number) {
  const allowed = `a whole number from ${least} to ${most}`;
  return z.int({ error: allowed }).min(least, { error: allowed }).max(most, { error: allowed });
}

export function duration(least: string, most: string) {
  const allowed = `a length of time from ${least} to ${most}, such as 500ms, 30s, 5m, 1h or 2d`;
  const [low, high] = [parseDuration(least) ?? 0, parseDuration(most) ?? 0];
  return text(allowed, durationPattern)
    .refine((given) => (parseDuration(given) ?? -1) >= low && (parseDuration(given) ?? Infinity) <= high, {
      error: allowed,
    })
    .transform((given) => parseDuration(given) ?? 0)
    .meta({ description: allowed });
}

export const name = text('a name, in quotes if it is a number', /\S/);
