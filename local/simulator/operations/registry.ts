import { ok } from '../answer.ts';
import { methodNotAllowed, registryNotFound } from '../errors-derived.ts';
import { guidFrom } from '../random.ts';
import type { Answer } from '../answer.ts';
import type { World } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { RegistrySeed } from '../types.ts';

/** One registry of a subscription or, without a name, all of them. */
export type RegistryPath = {
  readonly subscriptionId: string;
  readonly operation: 'registries/read' | 'registries/list';
  readonly group: string | undefined;
  readonly name: string | undefined;
};

const pattern =
  /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+))?\/providers\/Microsoft\.MachineLearningServices\/registries(?:\/([^/]+))?\/?$/i;

export function readRegistryPath(path: string): RegistryPath | undefined {
  const [matched, subscriptionId = '', group, name] = pattern.exec(path) ?? [];
  if (matched === undefined) return undefined;
  return { subscriptionId, group, name, operation: name === undefined ? 'registries/list' : 'registries/read' };
}

/**
 * The customer's registries and the regions that they reach; Microsoft's own, `azureml`, is in nobody's subscription.
 * Derived from the schema: there is no recording of it.
 */
export function answerRegistry(world: World, path: RegistryPath, method: string): Answer {
  if (method !== 'GET') return methodNotAllowed(method);
  const own = world.store.registries.filter(({ name }) => name.toLowerCase() !== 'azureml');
  if (path.name === undefined) return ok({ value: own.map((one) => view(world, path, one)) });
  const wanted = path.name.toLowerCase();
  const found = own.find(({ name }) => name.toLowerCase() === wanted);
  return found === undefined ? registryNotFound(path.name) : ok(view(world, path, found));
}

function view(world: World, { subscriptionId, group }: RegistryPath, { name, regions }: RegistrySeed): JsonObject {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${group ?? 'rg-registries'}/providers/Microsoft.MachineLearningServices/registries/${name}`,
    name,
    type: 'Microsoft.MachineLearningServices/registries',
    location: regions[0] ?? '',
    tags: {},
    identity: {
      type: 'SystemAssigned',
      principalId: guidFrom(`registry/${name}/principal`),
      tenantId: world.tokens.tenantId,
    },
    properties: {
      publicNetworkAccess: 'Enabled',
      discoveryUrl: `https://${regions[0] ?? ''}.api.azureml.ms/registrymanagement/v1.0/registries/${name}/discovery`,
      regionDetails: regions.map((location) => ({ location, acrDetails: [], storageAccountDetails: [] })),
    },
  };
}
