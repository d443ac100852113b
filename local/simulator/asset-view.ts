import { createdBy } from './stamp-view.ts';
import { assetId, versionsOf } from './store.ts';
import { objectAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Asset, AssetType, Workspace } from './store.ts';

/** A version of an asset as the service returns it. */
export function assetView(workspace: Workspace, asset: Asset): JsonObject {
  return {
    id: assetId(workspace, asset),
    name: asset.version,
    type: `Microsoft.MachineLearningServices/workspaces/${asset.type}/versions`,
    properties: { ...common(workspace, asset), ...specific(asset), ...unknown(asset) },
    systemData: createdBy(asset.created, asset.modified),
  };
}

/** Data keeps null where nothing was given; the others come back with empty objects (both recorded). */
function common(workspace: Workspace, asset: Asset): JsonObject {
  const given = asset.properties;
  const none = asset.type === 'data' ? null : {};
  const labels: JsonObject =
    asset.type === 'environments' && isLatest(workspace, asset) ? { 'azureml.labels': 'latest' } : {};
  const own = objectAt(given, 'properties');
  return {
    description: given['description'] ?? null,
    tags: given['tags'] ?? none,
    properties: own === undefined ? (asset.type === 'data' ? null : labels) : { ...labels, ...own },
    isArchived: given['isArchived'] ?? false,
    isAnonymous: given['isAnonymous'] ?? false,
  };
}

/** Microsoft's own versions are not among those that the workspace keeps: any of them is taken for the newest. */
function isLatest(workspace: Workspace, asset: Asset): boolean {
  const newest = versionsOf(workspace, asset.type, asset.name).at(-1);
  return newest === undefined || newest === asset;
}

const defaults: Readonly<Record<AssetType, JsonObject>> = {
  environments: {
    environmentType: 'UserCreated',
    condaFile: '',
    osType: 'Linux',
    autoRebuild: 'Disabled',
    provisioningState: 'Succeeded',
    stage: 'Development',
  },
  codes: { provisioningState: 'Succeeded' },
  components: {},
  data: { dataType: 'uri_file' },
  models: { modelType: 'custom_model', provisioningState: 'Succeeded', flavors: {}, jobName: null, stage: null },
};

/** The members that only this type of asset has; the service makes named code of anonymous code (recorded). */
function specific(asset: Asset): JsonObject {
  return { ...defaults[asset.type], ...(asset.type === 'codes' ? { isAnonymous: false } : {}) };
}

const handled = new Set(['description', 'tags', 'properties', 'isArchived', 'isAnonymous']);

function unknown(asset: Asset): JsonObject {
  return Object.fromEntries(Object.entries(asset.properties).filter(([key]) => !handled.has(key)));
}

/** A container: what all versions of one name have in common. */
export function containerView(
  workspace: Workspace,
  type: AssetType,
  versions: readonly Asset[],
): JsonObject | undefined {
  const first = versions[0];
  const last = versions.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    id: `${workspace.id}/${type}/${first.name}`,
    name: first.name,
    type: `Microsoft.MachineLearningServices/workspaces/${type}`,
    properties: {
      description: null,
      tags: {},
      properties: {},
      isArchived: false,
      latestVersion: last.version,
      nextVersion: nextVersion(versions),
      ...(type === 'data' ? { dataType: last.properties['dataType'] ?? 'uri_file' } : {}),
    },
    systemData: createdBy(first.created, last.modified),
  };
}

/** One more than the highest number, or null where versions are no numbers. */
function nextVersion(versions: readonly Asset[]): string | null {
  const numbers = versions.map((each) => Number(each.version));
  return numbers.every(Number.isInteger) ? String(Math.max(0, ...numbers) + 1) : null;
}
