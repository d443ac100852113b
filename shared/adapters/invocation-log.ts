import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '../ports.ts';

/** The part of a Functions invocation context that takes log lines; each line is then known to belong to it. */
export type LogSink = Pick<Console, 'info' | 'warn' | 'error'>;

const current = new AsyncLocalStorage<LogSink>();

/** Everything logged while `work` runs goes to the sink. */
export function withLogSink<Result>(sink: LogSink, work: () => Result): Result {
  return current.run(sink, work);
}

/** One JSON object a line: `{event, …fields}`. Outside an invocation it goes to the process's own output. */
export function createInvocationLog(): Log {
  function write(level: keyof LogSink): Log['info'] {
    return (event, fields) => (current.getStore() ?? console)[level](JSON.stringify({ event, ...fields }));
  }
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
