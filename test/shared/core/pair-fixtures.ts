import type { HealthConfig, PairConfig, WorkspaceConfig } from '../../../shared/core/config.ts';
import type { PairName } from '../../../shared/core/ids.ts';
import { defaultPolicy } from '../../../shared/core/policy.ts';
import { noMapping } from '../../../shared/core/translate/mapping.ts';

const subscription = '/subscriptions/11111111-2222-4333-8444-555555555555';

function workspace(name: string, region: string, regionDisplayName: string): WorkspaceConfig {
  const group = `${subscription}/resourceGroups/rg-${name}/providers`;
  return {
    id: `${group}/Microsoft.MachineLearningServices/workspaces/${name}`,
    subscriptionId: '11111111-2222-4333-8444-555555555555',
    resourceGroup: `rg-${name}`,
    name,
    region,
    regionDisplayName,
    associatedResources: [`${group}/Microsoft.Storage/storageAccounts/${name.replace('-', '')}`],
    availabilityTests: [`see-${name}`],
  };
}

export const vision: PairConfig = {
  name: 'vision' as PairName,
  workspaces: {
    primary: workspace('vision-east', 'eastus', 'East US'),
    secondary: workspace('vision-west', 'westus2', 'West US 2'),
  },
  mapping: { toSecondary: noMapping, toPrimary: noMapping },
  policy: defaultPolicy,
};

export const speech: PairConfig = {
  name: 'speech' as PairName,
  workspaces: {
    primary: workspace('speech-north', 'northeurope', 'North Europe'),
    secondary: workspace('speech-east', 'eastus', 'East US'),
  },
  mapping: { toSecondary: noMapping, toPrimary: noMapping },
  policy: defaultPolicy,
};

export const health: HealthConfig = {
  serviceNames: ['machine learning'],
  maxEvidenceAge: 30 * 60_000,
  probeTimeout: 10_000,
};
