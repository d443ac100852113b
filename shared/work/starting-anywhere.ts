import type { Instant } from '../core/time.ts';

/** Where there are more than one pass can do, none of them is always the last. */
export function startingAnywhere<Item>(items: readonly Item[], now: Instant): readonly Item[] {
  const start = items.length === 0 ? 0 : Math.floor(now / 1_000) % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
