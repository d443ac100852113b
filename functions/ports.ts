import type { TokenCredential } from '@azure/identity';
import { createArmAssets } from '../shared/adapters/arm-assets.ts';
import { createArmClient } from '../shared/adapters/arm-client.ts';
import { createArmSurveys } from '../shared/adapters/arm-survey.ts';
import { createArmWorkspaces } from '../shared/adapters/arm-workspaces.ts';
import { createBlobSpecs } from '../shared/adapters/blob-specs.ts';
import { countCalls } from '../shared/adapters/counted-calls.ts';
import { armMetadata, createReach } from '../shared/adapters/reach.ts';
import { createStorageQueues } from '../shared/adapters/storage-queues.ts';
import type { QueueNames } from '../shared/adapters/storage-queues.ts';
import { createTableAssets } from '../shared/adapters/table-assets.ts';
import type { StorageOptions } from '../shared/adapters/table-client.ts';
import { createTableBrakes } from '../shared/adapters/table-brakes.ts';
import { createTableProposals } from '../shared/adapters/table-proposals.ts';
import { createTableEvidence } from '../shared/adapters/table-evidence.ts';
import { createTableLedger } from '../shared/adapters/table-ledger.ts';
import { createTablePointers } from '../shared/adapters/table-pointers.ts';
import { createTableReadiness } from '../shared/adapters/table-readiness.ts';
import { createTableRequests } from '../shared/adapters/table-requests.ts';
import { createTableRuns } from '../shared/adapters/table-runs.ts';
import type { Settings } from '../shared/config.ts';
import { ageOf } from '../shared/core/assess.ts';
import type { Config } from '../shared/core/config.ts';
import type { PairName } from '../shared/core/ids.ts';
import { defaultPolicy } from '../shared/core/policy.ts';
import type { Signal } from '../shared/core/signal.ts';
import type { Millis } from '../shared/core/time.ts';
import type { Announcer, Blobs, Clock, Log, Ports } from '../shared/ports.ts';

/** What differs between Azure, a test and the next test; everything else is the same adapters. */
export type Connection = {
  readonly config: Pick<Config, 'pairs' | 'timeouts' | 'health'>;
  readonly settings: Pick<Settings, 'armEndpoint' | 'armAudience' | 'amlAudience' | 'blobEndpoint'>;
  readonly storage: StorageOptions;
  readonly credential: TokenCredential;
  readonly queues: QueueNames;
  readonly clock: Clock;
  readonly log: Log;
  readonly blobs: Blobs;
  readonly announcer: Announcer;
  /** PEM of an authority that ARM's certificate is trusted by, beside those of the platform. */
  readonly ca?: string;
};

/** Every port with the adapter that stands behind it on Azure. Nothing is asked yet. */
export function createPorts(connection: Connection): Ports {
  const { config, settings, storage, credential, clock, log, blobs, announcer, ca } = connection;
  const client = createArmClient({
    endpoint: settings.armEndpoint,
    audience: settings.armAudience,
    credential,
    timeout: config.timeouts.arm,
    clock,
    ...(ca === undefined ? {} : { ca }),
  });
  const { probeTimeout, controlEndpoint = armMetadata(settings.armEndpoint) } = config.health;
  const { amlAudience } = settings;
  const workspaces = createArmWorkspaces({ client, credential, amlAudience, probeTimeout });
  const assetStore = createArmAssets({ client, clock });
  return {
    clock,
    log,
    ...countCalls({ workspaces, assetStore }, { pairs: config.pairs, storage, clock }),
    reach: createReach({
      blobEndpoint: settings.blobEndpoint,
      controlEndpoint,
      timeout: probeTimeout,
      ...(ca === undefined ? {} : { ca }),
    }),
    assets: createTableAssets(storage),
    surveys: createArmSurveys({ client, clock }),
    readiness: createTableReadiness(storage),
    blobs,
    ledger: createTableLedger(storage),
    specs: createBlobSpecs(storage),
    pointers: createTablePointers(storage),
    runs: createTableRuns(storage),
    ...createTableEvidence(storage, agesBy(config)),
    proposals: createTableProposals(storage),
    brakes: createTableBrakes(storage),
    requests: createTableRequests(storage),
    queues: createStorageQueues(storage, connection.queues),
    announcer,
  };
}

/** How long a signal counts by the policy of its pair. */
function agesBy({ pairs, health }: Pick<Config, 'pairs' | 'health'>): (pair: PairName, signal: Signal) => Millis {
  const policies = new Map(pairs.map(({ name, policy }) => [name, policy]));
  return (pair, signal) => ageOf(signal, { health, policy: policies.get(pair) ?? defaultPolicy });
}
