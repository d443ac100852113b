import type { Millis } from '../core/time.ts';

const units: Readonly<Record<string, Millis>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A length of time as people write it: a whole number and its unit. */
export const durationPattern = /^\d{1,9}(ms|s|m|h|d)$/;

/** `30s`, `5m`, `1h`, `2d` or `500ms` as milliseconds; undefined when the text is none of these. */
export function parseDuration(text: string): Millis | undefined {
  const unit = durationPattern.exec(text)?.[1];
  const size = unit === undefined ? undefined : units[unit];
  return size === undefined ? undefined : Number.parseInt(text, 10) * size;
}
