import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json.ts';
import { document, partialNotes, type ToFiles } from './document.ts';
import { seconds } from './parts.ts';
import { below, leaveOut, same, shape, unless, word, type Convert, type Field } from './shape.ts';

const scale: readonly Field[] = [
  ['min_instances', same, 'minNodeCount'],
  ['max_instances', same, 'maxNodeCount'],
  ['idle_time_before_scale_down', seconds, 'nodeIdleTimeBeforeScaleDown'],
];

/** `NotSpecified` is what the service does when nothing is said. */
const sshAccess: Convert = (value, scope) => {
  const said = typeof value === 'string' ? value.toLowerCase() : '';
  if (said === 'notspecified') return undefined;
  return said === 'enabled' || said === 'disabled' ? said === 'enabled' : leaveOut(scope);
};

/** The name alone. A password or key has to be set by whoever creates the compute. */
const sshSettings: Convert = (value, scope) => {
  leaveOut(scope, 'passwords and keys of the administrator');
  const name = stringAt(value, 'adminUserName');
  return name === undefined ? undefined : { admin_username: name };
};

/** `…/virtualNetworks/<network>/subnets/<subnet>`, as the CLI takes a network of another resource group. */
const subnet: Convert = (value, scope) => {
  const id = stringAt(value, 'id') ?? '';
  const network = /^(.*\/virtualNetworks\/[^/]+)\/subnets\/[^/]+$/i.exec(id)?.[1];
  return network === undefined ? leaveOut(scope) : { vnet_name: network, subnet: id };
};

/** What a cluster does just now is no part of its definition. */
const state = [
  'currentNodeCount',
  'targetNodeCount',
  'nodeStateCounts',
  'allocationState',
  'allocationStateTransitionTime',
  'errors',
  'propertyBag',
];

const amlCompute = shape(
  [
    ['size', same, 'vmSize'],
    ['tier', word({ lowpriority: 'low_priority' }), 'vmPriority'],
    ...scale,
    ['ssh_public_access_enabled', sshAccess, 'remoteLoginPortPublicAccess'],
    ['ssh_settings', sshSettings, 'userAccountCredentials'],
    ['network_settings', subnet, 'subnet'],
    ['enable_node_public_ip', same],
    ['osType', unless('Linux')],
    ['isolatedNetwork', unless(false)],
  ],
  state,
);

const attached = shape([['namespace', same]]);

const around = shape(
  [
    ['location', same, 'computeLocation'],
    ['description', same],
    ['resource_id', same],
    ['disableLocalAuth', unless(false)],
  ],
  [
    'computeType',
    'createdOn',
    'modifiedOn',
    'provisioningState',
    'provisioningErrors',
    'isAttachedCompute',
    'properties',
  ],
);

const kinds: Readonly<Record<string, { readonly type: string; readonly schema?: string; readonly as: Convert }>> = {
  amlcompute: { type: 'amlcompute', schema: 'amlCompute', as: amlCompute },
  kubernetes: { type: 'kubernetes', as: attached },
  synapsespark: { type: 'synapsespark', as: attached },
  virtualmachine: { type: 'virtualmachine', schema: 'vmCompute', as: shape([]) },
};

/** Clusters, and what is attached by its id. An instance is somebody's own machine and no place for another's jobs. */
export const compute: ToFiles = (asset, source) => {
  const { kind: folder, name, properties } = asset;
  const computeType = stringAt(properties, 'computeType') ?? 'unknown';
  const kind = kinds[computeType.toLowerCase()];
  const file = { folder, name, source };
  if (kind === undefined) {
    return [
      document({ ...file, why: `computes of the kind ${computeType} are made by hand, for one person or service` }),
    ];
  }
  const as: Convert = (value, scope) => {
    const inner = objectAt(value, 'properties');
    return {
      ...asObject(around(value, scope)),
      ...(inner === undefined ? {} : asObject(kind.as(flat(inner), below(scope, 'properties')))),
    };
  };
  return [
    document({
      ...file,
      ...(kind.schema === undefined ? {} : { schema: kind.schema }),
      head: { name, type: kind.type },
      properties,
      as,
      notes: partialNotes(asset),
    }),
  ];
};

/** YAML has the limits of scaling beside the rest. */
function flat(properties: JsonObject): JsonObject {
  const { scaleSettings = null, ...rest } = properties;
  return { ...rest, ...asObject(scaleSettings) };
}

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
