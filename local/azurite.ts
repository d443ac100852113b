import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A running Azurite with all three services, each at a port of its own on 127.0.0.1. */
export interface Azurite {
  readonly connectionString: string;
  readonly blobUrl: string;
  readonly queueUrl: string;
  readonly tableUrl: string;
  readonly pid: number;
  /** Lets Azurite save what it holds, and resolves when its process has ended. */
  stop(): Promise<void>;
}

export interface AzuriteOptions {
  /** Where it keeps its files. Without it they live in a temporary folder that `stop` removes. */
  readonly dataDir?: string;
  /** Keep everything in memory: nothing survives the process. Default: true without a `dataDir`. */
  readonly inMemory?: boolean;
}

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

// The account that Azurite publishes for everybody: no secret.
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

// Azurite does not notice that its parent was killed, and would stay for ever. The end of its stdin tells it;
// unref, because the open pipe must not hold it after its servers have closed.
const END_WITH_PARENT =
  "process.stdin.on('end',()=>process.kill(process.pid,'SIGTERM')).on('error',()=>{}).resume().unref()";

/**
 * Starts Azurite as a process of its own, so that a crash of the functions host costs no message and no row.
 * It ends with its parent, however that ends.
 * @returns when all three ports answer.
 * @throws Error with Azurite's own output when it ends early or does not answer within 30 s.
 */
export async function startAzurite(options: AzuriteOptions = {}): Promise<Azurite> {
  const inMemory = options.inMemory ?? options.dataDir === undefined;
  // Its working directory gets its debug files even in memory mode, so it is never the caller's own.
  const temporary = options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'azurite-')) : undefined;
  const folder = options.dataDir ?? temporary ?? tmpdir();
  const child = spawn(process.execPath, azuriteArguments(folder, inMemory), {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    await stopProcess(child, ended);
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  };
  try {
    const urls = await listeningUrls(child);
    await Promise.all(Object.values(urls).map(async (url) => await answers(Number(new URL(url).port))));
    return {
      blobUrl: `${urls.Blob}/${ACCOUNT}`,
      queueUrl: `${urls.Queue}/${ACCOUNT}`,
      tableUrl: `${urls.Table}/${ACCOUNT}`,
      connectionString: [
        'DefaultEndpointsProtocol=http',
        `AccountName=${ACCOUNT}`,
        `AccountKey=${KEY}`,
        `BlobEndpoint=${urls.Blob}/${ACCOUNT}`,
        `QueueEndpoint=${urls.Queue}/${ACCOUNT}`,
        `TableEndpoint=${urls.Table}/${ACCOUNT}`,
      ].join(';'),
      pid: child.pid ?? 0,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function azuriteArguments(folder: string, inMemory: boolean): string[] {
  const program = createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js');
  return [
    '--import',
    `data:text/javascript,${encodeURIComponent(END_WITH_PARENT)}`,
    program,
    ...['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'],
    ...['--skipApiVersionCheck', '--disableTelemetry', '--loose', '--silent'],
    // Azurite refuses a location together with memory mode.
    ...(inMemory ? ['--inMemoryPersistence'] : ['--location', folder]),
  ];
}

type Service = 'Blob' | 'Queue' | 'Table';

async function listeningUrls(child: ChildProcess): Promise<Record<Service, string>> {
  return await new Promise((resolve, reject) => {
    const found: Partial<Record<Service, string>> = {};
    let output = '';
    const fail = (why: string): void => reject(new Error(`Azurite ${why}: ${output.trim()}`));
    const timer = setTimeout(() => fail(`was not ready after ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-8_192);
      for (const [, service, url] of output.matchAll(
        /(Blob|Queue|Table) service is successfully listening at (\S+)/g,
      )) {
        found[service as Service] = String(url);
      }
      const { Blob: blob, Queue: queue, Table: table } = found;
      if (blob === undefined || queue === undefined || table === undefined) return;
      clearTimeout(timer);
      // From here on the pipes are read and thrown away: a full pipe would stop Azurite.
      resolve({ Blob: blob, Queue: queue, Table: table });
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
