import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type HostOptions = {
  readonly appDirectory: string;
  readonly dataDirectory: string;
  readonly port: number;
  /** App settings, as the environment of the host's process. */
  readonly settings: Readonly<Record<string, string>>;
  /** An orchestration whose task numbering parts from .NET's fails, as it would hang or go astray on Azure. */
  readonly strict?: boolean;
  /** Every line that the host and the app log, parsed. */
  readonly onLog: (line: HostLog) => void;
};

/** A line of the host's log; `event` and its fields are those of the app's own lines. */
export type HostLog = {
  readonly level: string;
  readonly message: string;
  readonly event?: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

export type HostProcess = {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Milliseconds from the start of the process until it answered. */
  readonly startedIn: number;
  /** SIGKILL, and the end of the process: what a crash of the platform's worker is. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

const startDeadline = 30_000;

/**
 * Starts the embedded functions host as a process of its own; it ends with this one, however that ends.
 * @throws Error with what the host printed when it ends or is silent before it is ready.
 */
export async function startHostProcess(options: HostOptions): Promise<HostProcess> {
  const begun = performance.now();
  const main = fileURLToPath(new URL('./host/main.ts', import.meta.url));
  const args = [
    main,
    '--app',
    options.appDirectory,
    '--data',
    options.dataDirectory,
    '--port',
    String(options.port),
    '--exit-with-parent',
  ];
  if (options.strict === true) args.push('--strict');
  // It knows nothing of our environment, but need not compile what the last host has compiled.
  const compileCache = process.env['NODE_COMPILE_CACHE'];
  const child = spawn(process.execPath, args, {
    cwd: options.appDirectory,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      NO_PROXY: 'localhost,127.0.0.1',
      ...(compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache }),
      ...options.settings,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const { url, port } = await ready(child, options.onLog);
  return {
    url,
    port,
    pid: child.pid ?? 0,
    startedIn: performance.now() - begun,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

function ready(child: ChildProcess, onLog: (line: HostLog) => void): Promise<{ url: string; port: number }> {
  return new Promise((resolve, reject) => {
    const printed: string[] = [];
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the functions host was not ready within ${startDeadline} ms:\n${printed.join('\n')}`));
    }, startDeadline);
    const read = (text: string): void => {
      const line = parseLine(text);
      if (line?.['ready'] === true) {
        clearTimeout(timer);
        resolve({ url: String(line['url']), port: Number(line['port']) });
        return;
      }
      printed.push(text);
      if (printed.length > 200) printed.shift();
      onLog(toLog(text, line));
    };
    if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', read);
    if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', read);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`the functions host ended with ${signal ?? code} before it was ready:\n${printed.join('\n')}`));
    });
  });
}

function toLog(text: string, line: Record<string, unknown> | undefined): HostLog {
  const message = textOf(line?.['message']) ?? text;
  const fields = parseLine(message) ?? {};
  const event = fields['event'];
  return {
    level: textOf(line?.['level']) ?? 'information',
    message,
    fields,
    ...(typeof event === 'string' ? { event } : {}),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function parseLine(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
