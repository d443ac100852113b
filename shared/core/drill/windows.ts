import type { Instant } from '../time.ts';

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof weekdays)[number];

/**
 * From one time of the day to another, in UTC. One that ends before it begins ends on the next day; `days` are those on
 * which it begins, all of them if absent.
 */
export type BlockedWindow = { readonly from: string; readonly to: string; readonly days?: readonly Weekday[] };

const minutesOfDay = 1_440;
const minute = 60_000;

/** The window that the instant lies in: its beginning belongs to it, its end does not. */
export function windowAt(windows: readonly BlockedWindow[], at: Instant): BlockedWindow | undefined {
  const minutes = Math.floor(at / minute);
  const time = minutes % minutesOfDay;
  // The first of January 1970 was a Thursday.
  const day = (Math.floor(minutes / minutesOfDay) + 4) % 7;
  const begins = ({ days }: BlockedWindow, on: number): boolean => days?.includes(weekdays[on % 7] ?? 'sun') ?? true;
  return windows.find((window) => {
    const [from, to] = [minutesIn(window.from), minutesIn(window.to)];
    if (from < to) return time >= from && time < to && begins(window, day);
    return (time >= from && begins(window, day)) || (time < to && begins(window, day + 6));
  });
}

function minutesIn(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}
