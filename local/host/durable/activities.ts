import type { RegisteredFunction } from '../core.ts';
import type { Invoker } from '../invoke.ts';
import { messageOf, type Logger } from '../log.ts';
import { EVENT, event, type HistoryEvent } from './history.ts';
import { isEnded, type Store, type Work } from './store.ts';
import { jsonOf } from './worker.ts';

export interface ActivityOptions {
  readonly store: Store;
  readonly invoker: Invoker;
  readonly logger: Logger;
  readonly now: () => number;
  readonly concurrency: number;
  readonly find: (name: string) => RegisteredFunction | undefined;
  /** Called after the results of these instances were stored. */
  readonly onCompleted: (ids: readonly string[]) => void;
}

/**
 * Runs activities at least once: a row of work goes only together with the arrival of its result, so that a crash
 * repeats what was in flight and a duplicate's result finds no row any more.
 */
export class ActivityRunner {
  readonly #options: ActivityOptions;
  readonly #queue: Work[] = [];
  #head = 0;
  #running = 0;
  #results: { readonly work: Work; readonly event: HistoryEvent }[] = [];
  #stopped = false;
  #closed = false;

  constructor(options: ActivityOptions) {
    this.#options = options;
  }

  enqueue(works: readonly Work[]): void {
    for (const work of works) this.#queue.push(work);
    this.#pump();
  }

  /** Starts no more activities. Those under way may still store their results. */
  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#head = 0;
  }

  /** Forgets what is still under way: the store is about to close, and its rows of work are kept for the next host. */
  close(): void {
    this.#closed = true;
  }

  get busy(): boolean {
    return this.#running > 0 || this.#results.length > 0 || this.#head < this.#queue.length;
  }

  #pump(): void {
    while (!this.#stopped && this.#running < this.#options.concurrency) {
      const work = this.#queue[this.#head];
      if (work === undefined) {
        this.#queue.length = 0;
        this.#head = 0;
        return;
      }
      this.#head += 1;
      this.#running += 1;
      void this.#run(work).then((result) => {
        this.#running -= 1;
        // Results of one turn of the event loop share one commit.
        if (this.#results.length === 0) setImmediate(() => this.#store());
        this.#results.push({ work, event: result });
        this.#pump();
      });
    }
  }

  async #run(work: Work): Promise<HistoryEvent> {
    const { find, invoker, now } = this.#options;
    const fail = (message: string, details: string): HistoryEvent =>
      event(EVENT.taskFailed, now(), {
        TaskScheduledId: work.task,
        Reason: `Activity function '${work.name}' failed:  ${message}`,
        Details: details,
      });
    const target = find(work.name);
    if (target === undefined) return fail(`The function '${work.name}' does not exist or is disabled.`, '');
    const data = work.input === null ? {} : { string: work.input };
    const [trigger = 'input'] = Object.keys(target.metadata.bindings);
    try {
      const metadata = { instanceId: { string: work.id }, [trigger]: data, data };
      const { response } = await invoker.invoke(target, { data, metadata });
      return event(EVENT.taskCompleted, now(), { TaskScheduledId: work.task, Result: jsonOf(response.returnValue) });
    } catch (error) {
      this.#options.logger.system('warning', `Activity failed: ${messageOf(error)}`, work.name);
      return fail(messageOf(error), error instanceof Error ? (error.stack ?? '') : '');
    }
  }

  #store(): void {
    const results = this.#results;
    this.#results = [];
    if (this.#closed) return;
    const { store, now, onCompleted } = this.#options;
    const ids = new Set<string>();
    store.transaction(() => {
      for (const { work, event: result } of results) {
        if (!store.removeWork(work.w)) continue;
        const instance = store.instance(work.id);
        // The result of an activity that its execution no longer waits for is dropped.
        if (instance?.exec !== work.exec || isEnded(instance.status)) continue;
        store.post(work.id, work.exec, now(), result);
        ids.add(work.id);
      }
    });
    onCompleted([...ids]);
  }
}
