import { triggerOf } from '../application.ts';
import type { RegisteredFunction } from '../core.ts';
import type { Store } from '../durable/store.ts';
import type { Invoker } from '../invoke.ts';
import { messageOf, type Logger } from '../log.ts';
import { nextOccurrence } from './schedule.ts';
import type { QueueOutputs } from './queue-outputs.ts';

export interface TimersOptions {
  readonly functions: readonly RegisteredFunction[];
  readonly invoker: Invoker;
  readonly logger: Logger;
  readonly now: () => number;
  readonly store: Store;
  readonly outputs: QueueOutputs;
  readonly manualTime: boolean;
}

interface Timer {
  readonly target: RegisteredFunction;
  readonly schedule: string;
  readonly monitored: boolean;
  readonly onStartup: boolean;
  next: number;
  running: Promise<void> | undefined;
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
const MONITORED_FROM_MS = 60_000;
const NEVER = '0001-01-01T00:00:00+00:00';

/** Timer triggers: one run of a function at a time; what came due during a run is not made up for. */
export class Timers {
  readonly #options: TimersOptions;
  readonly #timers = new Map<string, Timer>();
  #alarm: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @throws TypeError when a schedule is no NCRONTAB expression. */
  constructor(options: TimersOptions) {
    this.#options = options;
    for (const target of options.functions) {
      const trigger = triggerOf(target);
      if (trigger.type !== 'timerTrigger') continue;
      const schedule = String(trigger['schedule']);
      const next = nextOccurrence(schedule, options.now());
      const period = nextOccurrence(schedule, next) - next;
      this.#timers.set(target.metadata.name, {
        ...{ target, schedule, next, running: undefined },
        // Schedules under a minute are not monitored: they come again before anyone could miss them.
        monitored: trigger['useMonitor'] !== false && period >= MONITORED_FROM_MS,
        onStartup: trigger['runOnStartup'] === true,
      });
    }
  }

  /** Makes up for what was missed while no host ran, then waits for what comes. */
  start(): void {
    for (const timer of this.#timers.values()) {
      const stored = timer.monitored ? this.#options.store.timer(timer.target.metadata.name) : undefined;
      const missed = stored !== undefined && stored.next < this.#options.now();
      if (missed) this.#run(timer, true);
      else if (timer.onStartup) this.#run(timer, false);
      else if (timer.monitored && stored === undefined) this.#save(timer, 0);
    }
    this.#arm();
  }

  has(name: string): boolean {
    return this.#timers.has(name);
  }

  /** Runs a timer function now, beside its schedule; a run under way counts as this one. */
  trigger(name: string): void {
    const timer = this.#timers.get(name);
    if (timer !== undefined) this.#run(timer, false);
  }

  nextDue(): number | undefined {
    const times = [...this.#timers.values()].map(({ next }) => next);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Runs what is due, and resolves when those runs have ended. */
  async runDue(): Promise<void> {
    const now = this.#options.now();
    for (const timer of this.#timers.values()) if (timer.next <= now) this.#run(timer, false);
    await this.#ended();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#alarm);
  }

  /** Waits up to `graceMs` for runs under way. */
  async idle(graceMs: number): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, graceMs);
    await Promise.race([late, this.#ended()]);
    clearTimeout(timer);
  }

  async #ended(): Promise<void> {
    await Promise.all([...this.#timers.values()].map(async ({ running }) => await running));
  }

  #run(timer: Timer, isPastDue: boolean): void {
    const { now } = this.#options;
    const startedAt = now();
    timer.next = nextOccurrence(timer.schedule, startedAt);
    if (this.#stopped || timer.running !== undefined) return;
    timer.running = this.#invoke(timer, isPastDue).finally(() => {
      timer.running = undefined;
      if (this.#stopped) return;
      // The next occurrence counts from the end of the run.
      timer.next = nextOccurrence(timer.schedule, now());
      if (timer.monitored) this.#save(timer, startedAt);
      this.#arm();
    });
  }

  async #invoke(timer: Timer, isPastDue: boolean): Promise<void> {
    const { invoker, logger, outputs } = this.#options;
    const { target } = timer;
    try {
      const data = { json: JSON.stringify(this.#info(timer, isPastDue)) };
      const { response } = await invoker.invoke(target, { data });
      await outputs.write(target, response);
    } catch (error) {
      logger.fault(`Executed '${target.metadata.name}' (Failed): ${messageOf(error)}`, target.metadata.name);
    }
  }

  #info(timer: Timer, isPastDue: boolean): object {
    const stored = timer.monitored ? this.#options.store.timer(timer.target.metadata.name) : undefined;
    const iso = (at: number): string => (at === 0 ? NEVER : new Date(at).toISOString().replace('Z', '+00:00'));
    const status = stored && { Last: iso(stored.last), Next: iso(stored.next), LastUpdated: iso(stored.updated) };
    return { Schedule: { AdjustForDST: true }, ScheduleStatus: status ?? null, IsPastDue: isPastDue };
  }

  #save(timer: Timer, last: number): void {
    this.#options.store.putTimer(timer.target.metadata.name, last, timer.next, this.#options.now());
  }

  #arm(): void {
    clearTimeout(this.#alarm);
    const next = this.nextDue();
    if (this.#stopped || this.#options.manualTime || next === undefined) return;
    const delay = Math.min(Math.max(next - this.#options.now(), 0), LONGEST_TIMEOUT_MS);
    this.#alarm = setTimeout(() => {
      void this.runDue();
      this.#arm();
    }, delay);
  }
}
