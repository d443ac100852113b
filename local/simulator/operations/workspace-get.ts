import { azureTime } from '../clock.ts';
import { ok } from '../answer.ts';
import { guidFrom } from '../random.ts';
import { createdBy } from '../stamp-view.ts';
import { clientIdOf, principalIdOf } from '../user-identity.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Workspace } from '../store.ts';

/** The workspace itself. Derived from the schema and the documentation: there is no recording of it. */
export function getWorkspace(call: Call): Answer {
  const regionUrl = call.world.regionUrls[call.workspace.region] ?? '';
  return ok(workspaceView(call.workspace, call.world.tokens.tenantId, regionUrl));
}

function workspaceView(workspace: Workspace, tenantId: string, regionUrl: string): JsonObject {
  const group = `/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}`;
  const identities = Object.fromEntries(
    workspace.identities.map((id) => [id, { principalId: principalIdOf(id), clientId: clientIdOf(id) }]),
  );
  return {
    id: workspace.id,
    name: workspace.name,
    type: 'Microsoft.MachineLearningServices/workspaces',
    location: workspace.region,
    tags: {},
    etag: null,
    kind: 'Default',
    sku: { name: 'Basic', tier: 'Basic' },
    identity: {
      type: workspace.identities.length > 0 ? 'SystemAssigned,UserAssigned' : 'SystemAssigned',
      principalId: guidFrom(`${workspace.guid}/principal`),
      tenantId,
      ...(workspace.identities.length > 0 ? { userAssignedIdentities: identities } : {}),
    },
    properties: {
      friendlyName: workspace.name,
      description: '',
      storageAccount: `${group}/providers/Microsoft.Storage/storageAccounts/${workspace.storageAccount}`,
      keyVault: `${group}/providers/Microsoft.KeyVault/vaults/${workspace.name}-kv`,
      applicationInsights: `${group}/providers/Microsoft.Insights/components/${workspace.name}-ai`,
      containerRegistry: null,
      hbiWorkspace: false,
      tenantId,
      provisioningState: 'Succeeded',
      publicNetworkAccess: 'Enabled',
      v1LegacyMode: workspace.settings.v1LegacyMode,
      managedNetwork: networkOf(workspace),
      systemDatastoresAuthMode: 'accessKey',
      creationTime: azureTime(workspace.created.at),
      workspaceId: workspace.guid,
      discoveryUrl: `${regionUrl}/discovery`,
      mlFlowTrackingUri: `azureml://${workspace.region}.api.azureml.ms/mlflow/v1.0${workspace.id}`,
    },
    systemData: createdBy(workspace.created, workspace.created),
  };
}

/** A workspace without a network of its own says so (ManagedNetworkSettings). */
function networkOf({ settings }: Workspace): JsonObject {
  if (settings.managedNetwork === undefined) return { isolationMode: 'Disabled' };
  const { isolationMode, status } = settings.managedNetwork;
  return { isolationMode, outboundRules: {}, status: { sparkReady: status === 'Active', status } };
}
