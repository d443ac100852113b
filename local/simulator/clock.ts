export type Timer = { cancel(): void };

/** All time of the simulator goes through here: tests turn the clock by hand, and `stop` leaves no timer behind. */
export type Clock = {
  now(): number;
  after(ms: number, run: () => void): Timer;
  stop(): void;
};

const longestTimeout = 2 ** 31 - 1;

/** The machine's own clock. */
export function systemClock(): Clock {
  const running = new Set<NodeJS.Timeout>();
  return {
    now: () => Date.now(),
    after(ms, run) {
      const timeout = setTimeout(
        () => {
          running.delete(timeout);
          run();
        },
        Math.min(Math.max(ms, 0), longestTimeout),
      );
      running.add(timeout);
      return {
        cancel() {
          clearTimeout(timeout);
          running.delete(timeout);
        },
      };
    },
    stop() {
      for (const timeout of running) clearTimeout(timeout);
      running.clear();
    },
  };
}

/** A time as Azure writes it: seven fraction digits and an offset. */
export function azureTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}0000+00:00`;
}
