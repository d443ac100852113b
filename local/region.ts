import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startAzurite } from './azurite.ts';
import type { Azurite } from './azurite.ts';
import { accountsOf, seedDataStorage } from './data-seeding.ts';
import { startDataStorage } from './data-storage.ts';
import type { RunningDataStorage } from './data-storage.ts';
import { startHostProcess } from './host-process.ts';
import type { HostLog, HostProcess } from './host-process.ts';
import { call } from './http.ts';
import { makeTemporaryFolder } from './janitor.ts';
import { pairName, regionConfig } from './region-config.ts';
import type { ConfigChanges } from './region-config.ts';
import { makeCertificate } from './simulator/certificate.ts';
import type { Certificate } from './simulator/certificate.ts';
import { embeddedPair } from './simulator/seeds.ts';
import type { WorkspacePair } from './simulator/seeds.ts';
import { startSimulator } from './simulator/simulator.ts';
import type { Simulator } from './simulator/types.ts';

export type RegionOptions = {
  readonly seed: number;
  /** Default: the pair of the documentation, `embeddedPair`. */
  readonly pair?: WorkspacePair;
  /** Port of the functions host; 0 picks a free one. */
  readonly port?: number;
  /** Keep everything here; without it a temporary folder that goes with the process. */
  readonly dataDirectory?: string;
  readonly booksFile?: string;
  readonly onLog?: (line: HostLog) => void;
  /** How this region is configured otherwise than everybody's. */
  readonly config?: ConfigChanges;
  /** Changes the text of `failover.yaml` before it is written, for tests. */
  readonly editConfig?: (yamlText: string) => string;
  /** Another bundle than `dist/app.js`, as a folder with package.json and host.json, for tests. Default: `LOCAL_APP`. */
  readonly appDirectory?: string;
  /** Orchestrations that would go astray on Azure fail. Default: on where the environment has `LOCAL_STRICT=1`. */
  readonly strict?: boolean;
  readonly subscribe?: boolean;
};

/** The whole product on this machine: simulator, Azurite for the app and for the workspaces, and functions host. */
export type Region = {
  readonly pair: WorkspacePair;
  readonly pairName: string;
  readonly simulator: Simulator;
  readonly azurite: Azurite;
  /** The workspaces' own storage accounts. */
  readonly dataStorage: RunningDataStorage;
  readonly dataDirectory: string;
  readonly booksFile: string;
  host: HostProcess;
  /** Base address of the app's HTTP API. */
  readonly api: string;
  /** Kills the host with SIGKILL and starts it again on the same port and data. */
  crashHost(): Promise<void>;
  stop(): Promise<void>;
};

const root = new URL('..', import.meta.url).pathname;

/** Starts it all. @throws Error of whichever part did not start; the others are stopped. */
export async function startRegion(options: RegionOptions): Promise<Region> {
  const dataDirectory = options.dataDirectory ?? (await makeTemporaryFolder());
  await mkdir(dataDirectory, { recursive: true });
  const pair = options.pair ?? embeddedPair(options.seed);
  const booksFile = options.booksFile ?? join(dataDirectory, 'books.jsonl');
  const configFile = join(dataDirectory, 'failover.yaml');
  const yamlText = regionConfig(pair, options.config);
  await writeFile(configFile, options.editConfig?.(yamlText) ?? yamlText);

  const inMemory = options.dataDirectory === undefined;
  const azuriteDirectory = join(dataDirectory, 'azurite');
  await mkdir(azuriteDirectory, { recursive: true });
  const certificate = await makeCertificate(dataDirectory);
  const [azurite, dataStorage] = await both(
    startAzurite({ dataDir: azuriteDirectory, inMemory }),
    seededStorage(pair, certificate, join(dataDirectory, 'data-storage')),
  );
  const stopStorage = async (): Promise<void> => {
    await Promise.all([azurite.stop(), dataStorage.stop()]);
    certificate.remove();
  };
  const simulator = await startSimulator({
    regions: pair.regions,
    workspaces: [pair.primary, pair.secondary],
    seed: options.seed,
    booksFile,
    certificate,
    dataStorage,
  }).catch(async (error: unknown) => {
    await stopStorage();
    throw error;
  });
  const stopAll = async (): Promise<void> => {
    await simulator.stop();
    await stopStorage();
  };
  const startHost = (port: number): Promise<HostProcess> =>
    startHostProcess({
      appDirectory: options.appDirectory ?? process.env['LOCAL_APP'] ?? root,
      strict: options.strict ?? process.env['LOCAL_STRICT'] === '1',
      dataDirectory,
      port,
      settings: {
        AzureWebJobsStorage: azurite.connectionString,
        FAILOVER_CONFIG: configFile,
        FAILOVER_ARM_ENDPOINT: simulator.armUrl,
        FAILOVER_BLOB_ENDPOINT: simulator.blobEndpoint ?? '',
        NODE_EXTRA_CA_CERTS: simulator.caFile,
        IDENTITY_ENDPOINT: simulator.identity.endpoint,
        IDENTITY_HEADER: simulator.identity.header,
      },
      onLog: options.onLog ?? (() => {}),
    });
  try {
    const host = await startHost(options.port ?? 0);
    const region: Region = {
      pair,
      pairName,
      simulator,
      azurite,
      dataStorage,
      dataDirectory,
      booksFile,
      host,
      api: `${host.url}/api`,
      async crashHost() {
        await region.host.kill();
        region.host = await startHost(host.port);
      },
      async stop() {
        await region.host.stop();
        await stopAll();
      },
    };
    if (options.subscribe !== false) await subscribe(region);
    return region;
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** Two parts that start at the same time; when one does not, the other is stopped. */
async function both<One extends Stoppable, Other extends Stoppable>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<[One, Other]> {
  const settled = await Promise.allSettled([one, other]);
  if (settled.some(({ status }) => status === 'rejected')) {
    await Promise.all(settled.map(async (part) => (part.status === 'fulfilled' ? await part.value.stop() : undefined)));
  }
  return [await one, await other];
}

type Stoppable = { stop(): Promise<void> };

async function seededStorage(
  pair: WorkspacePair,
  certificate: Certificate,
  folder: string,
): Promise<RunningDataStorage> {
  const workspaces = [pair.primary, pair.secondary];
  const storage = await startDataStorage({ accounts: accountsOf(workspaces), certificate, folder });
  try {
    await seedDataStorage(storage, workspaces);
    return storage;
  } catch (error) {
    await storage.stop();
    throw error;
  }
}

/** What the event subscriptions of infra/ are on Azure: job states to one function, ARM's job writes to the other. */
async function subscribe(region: Region): Promise<void> {
  const hook = (name: string): string => `${region.host.url}/runtime/webhooks/EventGrid?functionName=${name}`;
  const subscriptions = [
    {
      name: 'job-states',
      endpoint: hook('onJobEvent'),
      eventTypes: [
        'Microsoft.MachineLearningServices.RunStatusChanged',
        'Microsoft.MachineLearningServices.RunCompleted',
      ],
    },
    {
      name: 'job-writes',
      endpoint: hook('onResourceEvent'),
      eventTypes: ['Microsoft.Resources.ResourceWriteSuccess', 'Microsoft.Resources.ResourceActionSuccess'],
      operationNames: [
        'Microsoft.MachineLearningServices/workspaces/jobs/write',
        'Microsoft.MachineLearningServices/workspaces/jobs/cancel/action',
      ],
    },
  ];
  for (const body of subscriptions) {
    const answer = await call({ url: `${region.simulator.controlUrl}/subscriptions`, body });
    if (answer.status !== 201)
      throw new Error(`the event subscription ${body.name} was refused: ${JSON.stringify(answer.body)}`);
  }
}

/** PEM of the simulator's certificate. */
export function certificateOf(region: Region): string {
  return readFileSync(region.simulator.caFile, 'utf8');
}
