import type { Item, Pause } from './run.ts';
import type { Instant, Millis } from './time.ts';
import { plus } from './time.ts';

/** Whether the item is left alone for now, so that others have their turn. */
export function isResting({ pause }: Pick<Item, 'pause'>, now: Instant): boolean {
  return pause?.until !== undefined && pause.until > now;
}

/** Whether a try of it has come to nothing before: what was never tried goes first. */
export function wasPutOff({ pause }: Pick<Item, 'pause'>): boolean {
  return pause?.until !== undefined;
}

/**
 * The pause after one more try that came to nothing.
 * @param until absent where ARM itself said when its whole slice may go on: then the item keeps its place.
 */
export function pauseAfter({ pause }: Pick<Item, 'pause'>, now: Instant, until?: Instant): Pause {
  const { since = now, troubles } = pause ?? {};
  return { since, ...(until === undefined ? {} : { until }), ...(troubles === undefined ? {} : { troubles }) };
}

/**
 * Whether tries have come to nothing for so long. The time begins with the first of them, and with no plan or switch: a run
 * that nobody carried out for a while has tried nothing.
 */
export function hasTriedFor({ pause }: Pick<Item, 'pause'>, time: Millis, now: Instant): boolean {
  return pause !== undefined && now >= plus(pause.since, time);
}

/** The item once a try came to something. */
export function withoutPause({ pause: _pause, ...item }: Item): Item {
  return item;
}
