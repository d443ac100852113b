import { azureTime } from '../clock.ts';
import { created, ok } from '../answer.ts';
import { bodyInvalid, datastoreNotFound, readOnlyRefused } from '../errors-derived.ts';
import { raiseWrite } from '../context.ts';
import { isObject, objectAt, textAt } from '../json.ts';
import { hexFrom } from '../random.ts';
import { readOnlyIn } from '../read-only.ts';
import { createdBy } from '../stamp-view.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Plain, Workspace } from '../store.ts';

export type PlainType = 'computes' | 'datastores';

/** One datastore or compute. A compute that is missing answers 404 without a body (recorded). */
export function getPlain(call: Call, type: PlainType): Answer {
  const name = call.params['name'] ?? '';
  const found = call.workspace[type].get(name.toLowerCase());
  if (found !== undefined) return ok(view(call.workspace, type, found));
  return type === 'computes' ? { status: 404 } : datastoreNotFound(name, call.where);
}

/** All of them, in one page. */
export function listPlain(call: Call, type: PlainType): Answer {
  return ok({ value: [...call.workspace[type].values()].map((one) => view(call.workspace, type, one)) });
}

/** Creates or replaces one. Derived: no PUT of these was recorded. */
export function putPlain(call: Call, type: PlainType): Answer {
  const name = call.params['name'] ?? '';
  const properties = objectAt(call.body, 'properties');
  if (call.body === undefined || properties === undefined) return bodyInvalid("the member 'properties' is missing");
  const readOnly = readOnlyIn(type, call.body);
  if (readOnly.length > 0) return readOnlyRefused(readOnly, call.where);
  const { workspace, principal, where } = call;
  const stamp = { at: where.now, by: principal };
  const existing = workspace[type].get(name.toLowerCase());
  const one: Plain = {
    name: existing?.name ?? name,
    properties: { ...withoutSecrets(properties), isDefault: existing?.properties['isDefault'] ?? false },
    tags: objectAt(call.body, 'tags') ?? {},
    created: existing?.created ?? stamp,
    modified: stamp,
  };
  workspace[type].set(name.toLowerCase(), one);
  raiseWrite(call, `${type}/${one.name}`, `${type}/write`, null);
  return existing === undefined ? created(view(workspace, type, one)) : ok(view(workspace, type, one));
}

/** The secret of a datastore, for whoever may ask; it is in no other answer, and never in the books. */
export function listSecrets(call: Call): Answer {
  const name = call.params['name'] ?? '';
  const found = call.workspace.datastores.get(name.toLowerCase());
  if (found === undefined) return datastoreNotFound(name, call.where);
  const kind = textAt(found.properties['credentials'], 'credentialsType') ?? 'None';
  if (kind !== 'AccountKey') return ok({ secretsType: kind });
  const key = Buffer.from(hexFrom(`${call.workspace.id}/${found.name}/key`, 64)).toString('base64');
  return ok({ secretsType: 'AccountKey', key });
}

/** Secrets go in and never come out. */
function withoutSecrets(properties: JsonObject): JsonObject {
  const credentials = properties['credentials'];
  if (!isObject(credentials)) return properties;
  const { secrets: _secrets, ...rest } = credentials;
  return { ...properties, credentials: rest };
}

function view(workspace: Workspace, type: PlainType, one: Plain): JsonObject {
  const id = {
    id: `${workspace.id}/${type}/${one.name}`,
    name: one.name,
    type: `Microsoft.MachineLearningServices/workspaces/${type}`,
  };
  if (type === 'computes') {
    return { ...id, location: workspace.region, tags: one.tags, properties: computeProperties(workspace, one) };
  }
  const properties: JsonObject = {
    description: null,
    tags: null,
    properties: null,
    isDefault: false,
    credentials: { credentialsType: 'None' },
    datastoreType: 'AzureBlob',
    endpoint: 'core.windows.net',
    protocol: 'https',
    serviceDataAccessAuthIdentity: 'WorkspaceSystemAssignedIdentity',
    ...one.properties,
  };
  return { ...id, properties, systemData: createdBy(one.created, one.modified) };
}

function computeProperties(workspace: Workspace, one: Plain): JsonObject {
  const { isDefault: _isDefault, properties, ...given } = one.properties;
  return {
    createdOn: azureTime(one.created.at),
    modifiedOn: azureTime(one.modified.at),
    disableLocalAuth: false,
    description: null,
    resourceId: null,
    computeType: 'AmlCompute',
    computeLocation: workspace.region,
    provisioningState: 'Succeeded',
    provisioningErrors: null,
    isAttachedCompute: false,
    ...given,
    properties: { ...clusterDefaults(one), ...(isObject(properties) ? properties : {}) },
  };
}

function clusterDefaults(one: Plain): JsonObject {
  return {
    vmSize: 'STANDARD_DS2_V2',
    vmPriority: 'Dedicated',
    scaleSettings: { maxNodeCount: 6, minNodeCount: 0, nodeIdleTimeBeforeScaleDown: 'PT2M' },
    subnet: null,
    currentNodeCount: 0,
    targetNodeCount: 0,
    nodeStateCounts: {
      preparingNodeCount: 0,
      runningNodeCount: 0,
      idleNodeCount: 0,
      unusableNodeCount: 0,
      leavingNodeCount: 0,
      preemptedNodeCount: 0,
    },
    allocationState: 'Steady',
    allocationStateTransitionTime: azureTime(one.modified.at),
    errors: null,
    remoteLoginPortPublicAccess: 'Enabled',
    osType: 'Linux',
    virtualMachineImage: null,
    isolatedNetwork: false,
    propertyBag: {},
  };
}
