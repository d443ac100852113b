import { ActivityRunner } from './activities.ts';
import { Dispatcher } from './dispatcher.ts';
import { runEpisode, type EpisodeOptions, type HistoryCache } from './episode.ts';
import { EVENT, event } from './history.ts';
import { createInstance, endInstance, newExecution } from './instances.ts';
import { messageOf } from '../log.ts';
import { isEnded, type Store } from './store.ts';

export interface EngineOptions extends EpisodeOptions {
  readonly maxOrchestrators: number;
  readonly maxActivities: number;
  /** Timers fire only in `tick`: time is moved by a test. */
  readonly manualTime: boolean;
}

/** What came of a request to an instance. */
export type Reached = 'done' | 'unknown' | 'ended';

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Runs orchestrations: everything it knows is in the store, so that a new engine goes on where a killed one was. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #store: Store;
  readonly #cache: HistoryCache = new Map();
  readonly #episodes: Dispatcher;
  readonly #activities: ActivityRunner;
  #alarm: NodeJS.Timeout | undefined;
  #rearm = false;
  #stopped = false;
  #idle: (() => void)[] = [];

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#episodes = new Dispatcher(options.maxOrchestrators, async (id) => await this.#episode(id));
    this.#activities = new ActivityRunner({
      ...options,
      concurrency: options.maxActivities,
      find: options.activity,
      onCompleted: (ids) => this.#wake(ids),
    });
  }

  /** Takes up what an earlier process left. */
  recover(): void {
    this.#activities.enqueue(this.#store.allWork());
    this.deliverDue();
  }

  /**
   * @param input JSON text, or null.
   * @returns the id, or undefined when an instance of that id has not ended.
   */
  start(name: string, input: string | null, id: string = newExecution(), version = ''): string | undefined {
    const now = this.#options.now();
    const created = this.#store.transaction(() => createInstance(this.#store, now, { id, name, input, version }));
    if (!created) return undefined;
    this.#wake([id]);
    return id;
  }

  /** @param input JSON text, or null. */
  raise(id: string, name: string, input: string | null): Reached {
    return this.#reach(id, (now) =>
      this.#store.post(id, null, now, event(EVENT.eventRaised, now, { Name: name, Input: input })),
    );
  }

  terminate(id: string, reason: string): Reached {
    return this.#reach(id, (now, row) => {
      endInstance(this.#store, now, row, 'Terminated', JSON.stringify(reason));
      this.#cache.delete(id);
      if (row.parent !== null) this.#wake([row.parent]);
    });
  }

  suspend(id: string): Reached {
    return this.#reach(id, (now) => this.#store.updateInstance(id, { status: 'Suspended', updated: now }));
  }

  resume(id: string): Reached {
    return this.#reach(id, (now, row) => {
      if (row.status === 'Suspended') this.#store.updateInstance(id, { status: 'Running', updated: now });
    });
  }

  /** @returns whether there was such an instance. */
  purge(id: string): boolean {
    const known = this.#store.instance(id) !== undefined;
    this.#store.transaction(() => this.#store.purge(id));
    this.#cache.delete(id);
    return known;
  }

  /** Starts the episodes of all instances that something is due for, and sets the alarm for the next. */
  deliverDue(): void {
    this.#rearm = false;
    if (this.#stopped) return;
    const now = this.#options.now();
    for (const id of this.#store.idsDue(now)) this.#episodes.poke(id);
    clearTimeout(this.#alarm);
    if (this.#options.manualTime) return;
    // The same `now` as above: a message cannot become due unseen between the two questions.
    const next = this.#store.nextDue(now);
    if (next === undefined) return;
    this.#alarm = setTimeout(() => this.deliverDue(), Math.min(Math.max(next - now, 0), LONGEST_TIMEOUT_MS));
  }

  /** When the next timer fires, in milliseconds since 1970. */
  nextDue(): number | undefined {
    return this.#store.nextDue(this.#options.now());
  }

  /** Resolves when nothing runs and nothing is due. */
  async idle(): Promise<void> {
    while (this.#busy) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  get #busy(): boolean {
    return !this.#stopped && (this.#episodes.busy || this.#activities.busy || this.#rearm);
  }

  /** Starts nothing more, and waits up to `graceMs` for what is under way. The rest is repeated by the next engine. */
  async stop(graceMs: number): Promise<void> {
    this.#episodes.stop();
    this.#activities.stop();
    clearTimeout(this.#alarm);
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, graceMs);
    await Promise.race([late, this.idle()]);
    clearTimeout(timer);
    this.#activities.close();
    this.#stopped = true;
  }

  async #episode(id: string): Promise<void> {
    if (this.#stopped) return;
    try {
      const committed = await runEpisode(id, this.#options, this.#cache);
      if (committed === undefined) return;
      this.#activities.enqueue(committed.work);
      this.#wake(committed.wake);
    } catch (error) {
      if (this.#stopped) return;
      // Its messages stay in the inbox: the instance is tried again when something else arrives for it.
      this.#options.logger.fault(`Episode of ${id} failed in the host: ${messageOf(error)}`);
    } finally {
      setImmediate(() => this.#settle());
    }
  }

  #reach(id: string, act: (now: number, row: NonNullable<ReturnType<Store['instance']>>) => void): Reached {
    const row = this.#store.instance(id);
    if (row === undefined) return 'unknown';
    if (isEnded(row.status)) return 'ended';
    this.#store.transaction(() => act(this.#options.now(), row));
    this.#wake([id]);
    return 'done';
  }

  #wake(ids: readonly string[]): void {
    for (const id of ids) this.#episodes.poke(id);
    // New timers may be due before the one that the alarm is set for; once per turn is enough to look.
    if (!this.#rearm && !this.#stopped) {
      this.#rearm = true;
      setImmediate(() => {
        this.deliverDue();
        this.#settle();
      });
    }
  }

  #settle(): void {
    if (this.#busy) return;
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}
