import { readFileSync } from 'node:fs';
import type { TokenCredential } from '@azure/identity';
import { QueueClient } from '@azure/storage-queue';
import { createPorts } from '../../functions/ports.ts';
import type { WorkspacePair } from '../../local/simulator/seeds.ts';
import type { Simulator } from '../../local/simulator/simulator.ts';
import type { WorkspaceSeed } from '../../local/simulator/types.ts';
import { createArmClient, type ArmClient } from '../../shared/adapters/arm-client.ts';
import { createArmWorkspaces } from '../../shared/adapters/arm-workspaces.ts';
import type { StorageOptions } from '../../shared/adapters/table-client.ts';
import type { Config, PairConfig, WorkspaceConfig } from '../../shared/core/config.ts';
import { parsePairName, runInstanceId, type PairName } from '../../shared/core/ids.ts';
import { defaultPolicy } from '../../shared/core/policy.ts';
import { noMapping } from '../../shared/core/translate/mapping.ts';
import { parseWorkspaceId } from '../../shared/core/workspace.ts';
import type { Blobs, Clock, Log, Orchestrations, OutEvent, Workspaces } from '../../shared/ports.ts';
import type { Deps } from '../../shared/work/deps.ts';

export const vision = parsePairName('vision') as PairName;

/** The driver's token, as Azure would hand it to the app; asked for anew each time, as tests jump over days. */
export function simulatedCredential(simulator: Simulator): TokenCredential {
  return {
    getToken(scopes) {
      const audience = [scopes].flat()[0]?.replace(/\/\.default$/, '');
      return Promise.resolve({ token: simulator.token(audience), expiresOnTimestamp: Date.now() });
    },
  };
}

/** Generous by default, so that a busy machine is not taken for a workspace that does not answer. */
const patience = { timeout: 10_000, probeTimeout: 10_000 };

export function simulatedWorkspaces(
  simulator: Simulator,
  clock: Clock,
  { timeout, probeTimeout } = patience,
  credential = simulatedCredential(simulator),
): Workspaces {
  const client = simulatedArm(simulator, clock, credential, timeout);
  return createArmWorkspaces({ client, credential, amlAudience: 'https://ml.azure.com', probeTimeout });
}

/** The app's own ARM client against the simulator. */
export function simulatedArm(
  simulator: Simulator,
  clock: Clock,
  credential = simulatedCredential(simulator),
  timeout = patience.timeout,
): ArmClient {
  return createArmClient({
    endpoint: simulator.armUrl,
    audience: 'https://management.azure.com',
    credential,
    timeout,
    clock,
    ca: readFileSync(simulator.caFile, 'utf8'),
  });
}

/** What the environment says on Azure, with the simulator's address. */
export function azureSettings({ armUrl, blobEndpoint = '' }: Pick<Simulator, 'armUrl' | 'blobEndpoint'>) {
  const audiences = { armAudience: 'https://management.azure.com', amlAudience: 'https://ml.azure.com' };
  return { armEndpoint: armUrl, blobEndpoint, ...audiences };
}

/** Storage of the workspaces where a test has none: it gives no answer, so whatever needs it waits. */
export const noBlobs: Blobs = {
  survey: () => Promise.resolve({ kind: 'unreachable', reason: { code: 'NoStorage', message: 'there is none here' } }),
  copyTree: () =>
    Promise.resolve({ kind: 'unreachable', reason: { code: 'NoStorage', message: 'there is none here' } }),
};

export function workspaceConfig(seed: WorkspaceSeed, regionDisplayName: string): WorkspaceConfig {
  const parsed = parseWorkspaceId(seed.id);
  if (parsed === undefined) throw new Error(`no workspace id: ${seed.id}`);
  return {
    ...parsed,
    region: seed.region,
    guid: seed.guid,
    regionDisplayName,
    associatedResources: [],
    availabilityTests: [],
  };
}

export function configOf(pair: WorkspacePair): TestDeps['config'] {
  const datastores = pair.shared === undefined ? {} : { [pair.shared.datastore]: pair.shared.datastore };
  const toSecondary = { ...noMapping, datastores, ...pair.mapping };
  const turned = (names: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(names).map(([ours, theirs]) => [theirs, ours]));
  const { computes, identities } = pair.mapping ?? {};
  const toPrimary = { ...noMapping, datastores, computes: turned(computes), identities: turned(identities) };
  return {
    pairs: [
      {
        name: vision,
        workspaces: {
          primary: workspaceConfig(pair.primary, 'East US'),
          secondary: workspaceConfig(pair.secondary, 'West US 2'),
        },
        mapping: { toSecondary, toPrimary },
        policy: { ...defaultPolicy, confirmFor: 0, failedProbes: 1, goodProbes: 1, waive: ['drill'] },
      },
    ],
    health: { serviceNames: ['machine learning'], maxEvidenceAge: 1_800_000, probeTimeout: patience.probeTimeout },
    run: {
      sliceSize: 50,
      slicesAtOnce: 4,
      putsAtOnce: 4,
      writesPerSecond: 4_000,
      victimLookBack: 1_800_000,
      sweepFor: 600_000,
      sweepEvery: 150_000,
      verifyEvery: 15_000,
      notStartedTimeout: 1_800_000,
      resubmitTimeout: 7_200_000,
      orphanAfter: 300_000,
      releaseTimeout: 1_800_000,
      finalizing: 'resubmit',
      outputs: 'block',
      watchCopiesFor: 3_600_000,
    },
    mirror: { maxBytesPerInput: 1024 ** 3, paths: ['**'] },
    selection: { experiments: ['*'], skipExperiments: [] },
    drill: { blockedWindows: [], maxCanaries: 3, maxMinutes: 10, giveUpAfter: 3_600_000 },
    timeouts: { arm: patience.timeout, storage: 10_000 },
    schedules: {
      watch: '0 * * * * *',
      supervise: '30 * * * * *',
      reconcile: '15 */5 * * * *',
      mirror: '45 */3 * * * *',
      readiness: '20 */5 * * * *',
      drillCleanup: '50 * * * * *',
      settle: '50 * * * * *',
    },
    requeueDelay: 30_000,
    tombstoneAge: 172_800_000,
    requests: { allowSpec: false, allowedComputes: [] },
  };
}

export type LogEntry = { readonly level: 'info' | 'warn' | 'error'; readonly event: string; readonly fields: object };
export type TestDeps = Deps & {
  readonly config: Config & { readonly pairs: readonly [PairConfig] };
  readonly logged: LogEntry[];
  readonly published: OutEvent[];
  /** Every message of a queue, seen without waiting for its delay. */
  queued(queue: 'spec-work' | 'mirror-work' | 'resubmissions' | 'poison'): Promise<string[]>;
};

/** Everything real but the clock, which the test moves, and the ears that listen to log and events. */
export function openDeps(options: {
  readonly storage: StorageOptions;
  readonly simulator: Simulator;
  readonly pair: WorkspacePair;
  readonly clock: Clock;
  readonly blobs?: Blobs;
}): TestDeps {
  const { storage, simulator, clock } = options;
  const logged: LogEntry[] = [];
  const published: OutEvent[] = [];
  const hear = (level: LogEntry['level']) => (event: string, fields: object) =>
    void logged.push({ level, event, fields });
  const log: Log = { info: hear('info'), warn: hear('warn'), error: hear('error') };
  const queue = (name: string): string => `${storage.prefix ?? ''}-${name}`;
  const sent = new Map<string, string[]>();
  const config = configOf(options.pair);
  const ports = createPorts({
    ...{ config, storage, clock, log },
    settings: azureSettings(simulator),
    credential: simulatedCredential(simulator),
    ca: readFileSync(simulator.caFile, 'utf8'),
    queues: {
      specWork: queue('spec-work'),
      mirrorWork: queue('mirror-work'),
      resubmissions: queue('resubmissions'),
      resubmissionsPoison: queue('poison'),
      poison: [queue('poison')],
    },
    blobs: options.blobs ?? noBlobs,
    announcer: {
      topic: 'configured',
      publish(event) {
        published.push(event);
        return Promise.resolve({ kind: 'published' });
      },
    },
  });
  const { queues } = ports;
  const note = (name: string, text: string): void => void sent.set(name, [...(sent.get(name) ?? []), text]);
  return {
    config,
    ...ports,
    queues: {
      ...queues,
      async sendSpecWork(work, delayMs) {
        await queues.sendSpecWork(work, delayMs);
        note('spec-work', JSON.stringify(work));
      },
      async sendMirrorWork(work, delayMs) {
        await queues.sendMirrorWork(work, delayMs);
        note('mirror-work', JSON.stringify(work));
      },
      async requeueResubmission(text, delayMs) {
        await queues.requeueResubmission(text, delayMs);
        note('resubmissions', text);
      },
      async poisonResubmission(text) {
        await queues.poisonResubmission(text);
        note('poison', text);
      },
    },
    logged,
    published,
    async queued(name) {
      const all = sent.get(name) ?? [];
      const count = await messageCount(storage, queue(name));
      if (count !== all.length) throw new Error(`${name} holds ${count} messages, ${all.length} were sent`);
      return all;
    },
  };
}

async function messageCount({ access }: StorageOptions, name: string): Promise<number> {
  if (access.kind !== 'connectionString') throw new Error('tests use a connection string');
  const client = new QueueClient(access.value, name);
  if (!(await client.exists())) return 0;
  return (await client.getProperties()).approximateMessagesCount ?? 0;
}

export type Started = { readonly instance: string };
/** Notes what is started, and says of each instance what the test wants it to. */
export function recordedOrchestrations(
  status: Awaited<ReturnType<Orchestrations['status']>> = 'running',
): Orchestrations & {
  readonly started: string[];
} {
  const started: string[] = [];
  return {
    started,
    start(_pair, run, fence) {
      started.push(runInstanceId(run, fence));
      return Promise.resolve();
    },
    status: () => Promise.resolve(status),
  };
}
