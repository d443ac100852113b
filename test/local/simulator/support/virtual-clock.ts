import type { Clock } from '../../../../local/simulator/clock.ts';

export type VirtualClock = Clock & {
  /** Lets time pass, and runs what falls due, in order. */
  advance(ms: number): void;
  /** How many timers wait. */
  waiting(): number;
};

/** A clock that stands still until it is told to go on. */
export function virtualClock(start = Date.parse('2026-01-05T08:00:00Z')): VirtualClock {
  let now = start;
  let timers: { due: number; order: number; run: () => void }[] = [];
  let order = 0;
  return {
    now: () => now,
    after(ms, run) {
      order += 1;
      const timer = { due: now + Math.max(0, ms), order, run };
      timers.push(timer);
      return { cancel: () => void (timers = timers.filter((each) => each !== timer)) };
    },
    stop: () => void (timers = []),
    waiting: () => timers.length,
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = timers.filter((each) => each.due <= end).toSorted((a, b) => a.due - b.due || a.order - b.order)[0];
        if (next === undefined) break;
        timers = timers.filter((each) => each !== next);
        now = Math.max(now, next.due);
        next.run();
      }
      now = end;
    },
  };
}
