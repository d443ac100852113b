/** Runs at most `limit` keys at once, and never the same key twice at once. */
export class Dispatcher {
  readonly #limit: number;
  readonly #run: (key: string) => Promise<void>;
  readonly #waiting = new Set<string>();
  readonly #running = new Set<string>();
  #stopped = false;

  /** `run` must not throw. */
  constructor(limit: number, run: (key: string) => Promise<void>) {
    this.#limit = limit;
    this.#run = run;
  }

  /** Runs `key` soon: once more after the present run, when it is running already. */
  poke(key: string): void {
    if (this.#stopped) return;
    this.#waiting.add(key);
    this.#pump();
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }

  get busy(): boolean {
    return this.#running.size > 0 || this.#waiting.size > 0;
  }

  #pump(): void {
    for (const key of this.#waiting) {
      if (this.#running.size >= this.#limit) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      this.#running.add(key);
      void this.#run(key).finally(() => {
        this.#running.delete(key);
        this.#pump();
      });
    }
  }
}
