import { stringify } from 'yaml';
import type { WorkspacePair } from './simulator/seeds.ts';

export const pairName = 'embedded';

/** What a story has otherwise than everybody: members of the sections of `failover.yaml`. */
export type ConfigChanges = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What `failover.yaml` says on the embedded region: times in seconds where Azure's are minutes. */
export function regionConfig(pair: WorkspacePair, changes: ConfigChanges = {}): string {
  const displayNames = new Map(pair.regions.map(({ name, displayName }) => [name, displayName]));
  const side = (workspace: WorkspacePair['primary']) => ({
    workspaceId: workspace.id,
    region: workspace.region,
    regionDisplayName: displayNames.get(workspace.region) ?? workspace.region,
    guid: workspace.guid,
    associatedResources: [storageId(workspace)],
    availabilityTests: [availabilityTest(workspace)],
  });
  const config: Record<string, unknown> = {
    pairs: [
      {
        name: pairName,
        primary: side(pair.primary),
        secondary: side(pair.secondary),
        mapping: {
          ...(pair.shared === undefined ? {} : { datastores: { [pair.shared.datastore]: pair.shared.datastore } }),
          ...pair.mapping,
        },
      },
    ],
    health: { serviceNames: ['machine learning'], maxEvidenceAge: '10m', probeTimeout: '1s' },
    // The watch looks every second: two probes, and a moment to think again.
    policy: {
      ...{ confirmFor: '1s', failedProbes: 2, goodProbes: 2, coolDown: '1m', minimumDelay: '10s' },
      // A story that is about drills takes this out again.
      waive: ['drill'],
      // An outage of seconds is not to be remembered for minutes.
      grey: { callWindow: '10s' },
      settleAfter: '2s',
    },
    run: {
      sliceSize: 5,
      slicesAtOnce: 4,
      putsAtOnce: 2,
      writesPerSecond: 100,
      victimLookBack: '30m',
      sweepFor: '2s',
      sweepEvery: '1s',
      verifyEvery: '500ms',
      notStartedTimeout: '30s',
      orphanAfter: '5s',
      releaseTimeout: '1m',
      resubmitTimeout: '2m',
    },
    drill: {
      canary: { command: 'sleep 1', environment: 'azureml://registries/azureml/environments/minimal/versions/1' },
      ...{ maxCanaries: 3, maxMinutes: 1, giveUpAfter: '1m' },
    },
    timeouts: { arm: '3s', storage: '10s' },
    schedules: {
      watch: '* * * * * *',
      supervise: '*/2 * * * * *',
      reconcile: '*/5 * * * * *',
      mirror: '*/3 * * * * *',
      readiness: '*/3 * * * * *',
      drillCleanup: '*/2 * * * * *',
      settle: '*/2 * * * * *',
    },
    requeueDelay: '1s',
  };
  for (const [section, members] of Object.entries(changes)) {
    const before = config[section];
    config[section] = { ...(typeof before === 'object' ? before : {}), ...members };
  }
  return stringify(config);
}

/** ARM id of a workspace's default storage account: in its own resource group. */
export function storageId(workspace: { readonly id: string; readonly storageAccount: string }): string {
  const group = workspace.id.slice(0, workspace.id.indexOf('/providers/'));
  return `${group}/providers/Microsoft.Storage/storageAccounts/${workspace.storageAccount}`;
}

/** The test of Azure Monitor that watches the workspace's region from outside the witness region. */
export function availabilityTest({ id }: { readonly id: string }): string {
  return `see-${id.split('/').at(-1)}`;
}
