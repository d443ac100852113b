import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzuriteProcess } from './azurite-process.ts';

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

// The account that Azurite publishes for everybody: no secret.
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Starts Azurite as a process of its own, so that a crash of the functions host costs no message and no row.
 * @returns when all three ports answer.
 * @throws Error with Azurite's own output when it ends early or does not answer within 30 s.
 */
export async function startAzurite(options: AzuriteOptions = {}): Promise<Azurite> {
  const inMemory = options.inMemory ?? options.dataDir === undefined;
  const temporary = options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'azurite-')) : undefined;
  const folder = options.dataDir ?? temporary ?? tmpdir();
  const remove = async (): Promise<void> => {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  };
  try {
    const started = await startAzuriteProcess({
      program: 'azurite',
      services: ['Blob', 'Queue', 'Table'],
      folder,
      // Azurite refuses a location together with memory mode.
      args: [
        ...['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'],
        ...(inMemory ? ['--inMemoryPersistence'] : ['--location', folder]),
      ],
    });
    const { Blob: blob, Queue: queue, Table: table } = started.urls;
    return {
      blobUrl: `${blob}/${ACCOUNT}`,
      queueUrl: `${queue}/${ACCOUNT}`,
      tableUrl: `${table}/${ACCOUNT}`,
      connectionString: [
        'DefaultEndpointsProtocol=http',
        `AccountName=${ACCOUNT}`,
        `AccountKey=${KEY}`,
        `BlobEndpoint=${blob}/${ACCOUNT}`,
        `QueueEndpoint=${queue}/${ACCOUNT}`,
        `TableEndpoint=${table}/${ACCOUNT}`,
      ].join(';'),
      pid: started.pid,
      async stop() {
        await started.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
