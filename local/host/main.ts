import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startHost, type RunningHost } from './host.ts';

// The process around a host: `node main.ts --app FOLDER --data FOLDER --port N [--exit-with-parent] [--strict]`.

const { values } = parseArgs({
  options: {
    app: { type: 'string' },
    data: { type: 'string' },
    port: { type: 'string', default: '0' },
    'exit-with-parent': { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
  },
});

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Logs wait until the line that says `ready`, which is the first one on stdout. */
function logAfterReady(): { log: (line: object) => void; ready: () => void } {
  let early: object[] | undefined = [];
  return {
    log: (line) => (early === undefined ? print(line) : void early.push(line)),
    ready: () => {
      const lines = early ?? [];
      early = undefined;
      lines.forEach(print);
    },
  };
}

function stopOnSignals(host: RunningHost): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    try {
      await host.stop();
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  if (!values['exit-with-parent']) return;
  // A killed parent cannot send signals, but its end of the pipe closes.
  process.stdin.on('end', () => void stop());
  process.stdin.on('error', () => void stop());
  process.stdin.resume();
}

try {
  if (values.app === undefined || values.data === undefined) throw new Error('--app and --data are needed.');
  mkdirSync(values.data, { recursive: true });
  const { log, ready } = logAfterReady();
  const host = await startHost({
    appDirectory: resolve(values.app),
    dataFile: join(values.data, 'history.sqlite'),
    port: Number(values.port),
    strict: values.strict,
    log,
  });
  stopOnSignals(host);
  print({ ready: true, port: host.port, pid: process.pid, url: host.url, functions: host.registrations().length });
  ready();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
