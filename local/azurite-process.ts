import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect } from 'node:net';

export type AzuriteService = 'Blob' | 'Queue' | 'Table';

/** One Azurite process, whichever services it offers. */
export type AzuriteProcess = {
  readonly urls: Readonly<Record<AzuriteService, string>>;
  readonly pid: number;
  /** Lets Azurite save what it holds, and resolves when its process has ended. */
  stop(): Promise<void>;
};

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

// Azurite does not notice that its parent was killed, and would stay for ever. The end of its stdin tells it;
// unref, because the open pipe must not hold it after its servers have closed.
const END_WITH_PARENT =
  "process.stdin.on('end',()=>process.kill(process.pid,'SIGTERM')).on('error',()=>{}).resume().unref()";

/**
 * Starts a program of the package Azurite as a process of its own; it ends with its parent, however that ends.
 * @returns when the ports of all named services answer.
 * @throws Error with Azurite's own output when it ends early or does not answer within 30 s.
 */
export async function startAzuriteProcess(given: {
  readonly program: 'azurite' | 'blob/main';
  readonly services: readonly AzuriteService[];
  /** Its working directory gets its debug files even in memory mode, so it is never the caller's own. */
  readonly folder: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}): Promise<AzuriteProcess> {
  const program = createRequire(import.meta.url).resolve(`azurite/dist/src/${given.program}.js`);
  const early = `data:text/javascript,${encodeURIComponent(END_WITH_PARENT)}`;
  const always = ['--skipApiVersionCheck', '--disableTelemetry', '--loose', '--silent'];
  const child = spawn(process.execPath, ['--import', early, program, ...always, ...given.args], {
    cwd: given.folder,
    env: { ...process.env, ...given.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => await stopProcess(child, ended);
  try {
    const urls = await listeningUrls(child, given.services);
    await Promise.all(given.services.map(async (each) => await answers(Number(new URL(urls[each]).port))));
    return { urls, pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listeningUrls(
  child: ChildProcess,
  services: readonly AzuriteService[],
): Promise<Record<AzuriteService, string>> {
  return await new Promise((resolve, reject) => {
    const found: Record<AzuriteService, string> = { Blob: '', Queue: '', Table: '' };
    let output = '';
    const fail = (why: string): void => reject(new Error(`Azurite ${why}: ${output.trim()}`));
    const timer = setTimeout(() => fail(`was not ready after ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-8_192);
      for (const [, service, url] of output.matchAll(
        /(Blob|Queue|Table) service (?:is successfully listening at|successfully listens on) (\S+)/g,
      )) {
        found[service as AzuriteService] = String(url);
      }
      if (services.some((each) => found[each] === '')) return;
      clearTimeout(timer);
      // From here on the pipes are read and thrown away: a full pipe would stop Azurite.
      resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${signal ?? String(code)}`);
    });
  });
}

async function answers(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

async function stopProcess(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(kill);
}
