import { startHost, type HostOptions, type LogLine, type RunningHost } from '../../../../local/host/host.ts';
import type { InstanceStatus } from '../../../../local/host/durable/status.ts';
import { registerDurable } from './app/durable.ts';

export const appDirectory = new URL('./app', import.meta.url).pathname;
export const T0 = Date.parse('2026-01-01T00:00:00Z');

export interface TestHost extends RunningHost, AsyncDisposable {
  readonly lines: LogLine[];
  /** Moves virtual time from due moment to due moment, up to `limit` of them, until nothing is due any more. */
  runToEnd(limit?: number): Promise<void>;
  /** Lets everything that is due now happen. */
  clock: { now: number };
}

/** A host in virtual time that starts at T0, with the fixture app's orchestrators and those of `register`. */
export async function testHost(options: Partial<HostOptions> = {}, register?: () => void): Promise<TestHost> {
  const clock = { now: T0 };
  const lines: LogLine[] = [];
  const host = await startHost({
    appDirectory,
    dataFile: ':memory:',
    now: () => clock.now,
    log: (line) => lines.push(line),
    entry: async () => {
      registerDurable();
      register?.();
    },
    ...options,
  });
  return {
    ...host,
    lines,
    clock,
    async runToEnd(limit = 1_000) {
      await host.tick();
      for (let hops = 0; hops < limit; hops += 1) {
        const next = host.nextDue();
        if (next === undefined) return;
        clock.now = Math.max(clock.now, next);
        await host.tick();
      }
    },
    async [Symbol.asyncDispose]() {
      await host.stop();
    },
  };
}

/** Asks until `done` says yes. The test's own time limit is the limit. */
export async function eventually<T>(ask: () => Promise<T> | T, done: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await ask();
    if (done(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function statusOf(host: RunningHost, id: string): InstanceStatus {
  const status = host.durable.status(id);
  if (status === undefined) throw new Error(`no instance ${id}`);
  return status;
}
