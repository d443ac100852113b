import { findAsset } from './reference-check.ts';
import { readReference } from './references.ts';
import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { Store, Workspace } from './store.ts';

const datastorePattern =
  /^azureml:\/\/(?:(subscriptions\/[^/]+\/resourceGroups\/[^/]+\/(?:providers\/Microsoft\.MachineLearningServices\/)?workspaces\/[^/]+)\/)?datastores\/([^/]+)\//i;

/**
 * Why a job that was accepted will fail when it fetches its data: the service checks no data on submission (recorded),
 * so a datastore or a data asset that this workspace lacks shows only then. Undefined when all of it is here.
 */
export function dataFlaw(store: Store, workspace: Workspace, properties: JsonObject): string | undefined {
  return dataUris(properties)
    .map((uri) => flawOf(store, workspace, uri))
    .find((flaw) => flaw !== undefined);
}

function flawOf(store: Store, workspace: Workspace, uri: string): string | undefined {
  const path = datastorePattern.exec(uri);
  if (path !== null) {
    const [, scope, datastore = ''] = path;
    if (scope !== undefined && !isThisWorkspace(scope, workspace)) {
      // All workspaces of these subscriptions are known here; of another one nobody can say what is in it.
      return isKnown(store, scope) ? `the data lies in another workspace: ${uri}` : undefined;
    }
    // Paths may be templates, filled in by the service.
    if (datastore.startsWith('$')) return undefined;
    return workspace.datastores.has(datastore.toLowerCase()) ? undefined : `there is no datastore ${datastore}`;
  }
  if (!/^(azureml:|\/subscriptions\/)/i.test(uri)) return undefined;
  const reference = readReference(uri);
  if (reference.kind !== 'workspace') return undefined;
  const isModel = reference.type === 'models';
  const found =
    findAsset(workspace, isModel ? 'models' : 'data', reference) ??
    (reference.type === undefined ? findAsset(workspace, 'models', reference) : undefined);
  return found === undefined ? `there is no data asset ${uri}` : undefined;
}

function isKnown(store: Store, scope: string): boolean {
  const subscription = scope.toLowerCase().split('/')[1];
  return [...store.workspaces.values()].some(({ subscriptionId }) => subscriptionId.toLowerCase() === subscription);
}

function isThisWorkspace(scope: string, workspace: Workspace): boolean {
  const [, subscriptionId, , resourceGroup] = scope.toLowerCase().split('/');
  const name = scope.toLowerCase().split('/').at(-1);
  return (
    subscriptionId === workspace.subscriptionId.toLowerCase() &&
    resourceGroup === workspace.resourceGroup.toLowerCase() &&
    name === workspace.name.toLowerCase()
  );
}

/** The addresses of all inputs and outputs, at any depth: every object with a `uri` is one. */
function dataUris(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(dataUris);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'uri' && typeof member === 'string' ? [member] : dataUris(member),
  );
}
