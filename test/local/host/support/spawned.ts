import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { appDirectory } from './hosts.ts';

export interface SpawnedHost {
  readonly url: string;
  readonly pid: number;
  readonly functions: number;
  /** Milliseconds from spawn to the ready line. */
  readonly startedIn: number;
  readonly child: ChildProcess;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  stderr(): string;
}

const main = new URL('../../../../local/host/main.ts', import.meta.url).pathname;

/** Starts `main.ts` as its own process over the fixture app. */
export async function spawnHost(data: string, more: readonly string[] = [], app = appDirectory): Promise<SpawnedHost> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [main, '--app', app, '--data', data, '--port', '0', ...more], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  );
  const first = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void ended.then((how) => reject(new Error(`the host ended with ${how}: ${errors}`)));
  });
  const { url, pid, functions } = JSON.parse(first) as { url: string; pid: number; functions: number };
  return { url, pid, functions, startedIn: performance.now() - startedAt, child, ended, stderr: () => errors };
}
