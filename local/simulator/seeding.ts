import { azureTime } from './clock.ts';
import { guidFrom } from './random.ts';
import { defaultSettings } from './standing.ts';
import { assetKey, workspaceParts } from './store.ts';
import type { Asset, Plain, Stamp, Store, Workspace } from './store.ts';
import type { JsonObject } from './json.ts';
import type { WorkspaceSeed } from './types.ts';

/** Adds a workspace with all that its seed holds; the reason as text when the seed cannot be used. */
export function addWorkspace(store: Store, seed: WorkspaceSeed, created: Stamp): Workspace | string {
  const parts = workspaceParts(seed.id);
  if (parts === undefined) return `not the ARM id of a workspace: ${seed.id}`;
  const key = seed.id.toLowerCase();
  if (store.workspaces.has(key)) return `the workspace exists already: ${seed.id}`;
  const workspace: Workspace = {
    id: seed.id,
    ...parts,
    region: seed.region,
    guid: seed.guid,
    storageAccount: seed.storageAccount,
    identities: seed.identities ?? [],
    created,
    assets: new Map(seedAssets(seed, created).map((asset) => [assetKey(asset.type, asset.name, asset.version), asset])),
    computes: new Map(
      seed.computes.map((name) => [name.toLowerCase(), plain(name, computeProperties(seed, name, created), created)]),
    ),
    datastores: new Map(
      seed.datastores.map((one) => [one.name.toLowerCase(), plain(one.name, datastoreProperties(one), created)]),
    ),
    jobs: new Map(),
    settings: { ...defaultSettings },
  };
  store.workspaces.set(key, workspace);
  return workspace;
}

function seedAssets(seed: WorkspaceSeed, created: Stamp): Asset[] {
  const asset = (type: Asset['type'], one: { name: string; version: string }, properties: JsonObject): Asset => ({
    type,
    name: one.name,
    version: one.version,
    properties,
    created,
    modified: created,
  });
  return [
    ...seed.environments.map((one) => asset('environments', one, environmentProperties(one))),
    ...seed.codes.map((one) => asset('codes', one, codeProperties(seed, one))),
    ...seed.components.map((one) =>
      asset('components', one, { componentSpec: one.componentSpec, isAnonymous: one.name === 'azureml_anonymous' }),
    ),
    ...seed.data.map((one) => asset('data', one, { dataUri: one.dataUri, dataType: one.dataType })),
    ...seed.models.map((one) => asset('models', one, { modelUri: one.modelUri, modelType: 'custom_model' })),
  ];
}

function environmentProperties({ image, condaFile, build }: WorkspaceSeed['environments'][number]): JsonObject {
  const source: JsonObject = build === undefined ? { image: image ?? defaultImage } : { build };
  return { ...source, ...(condaFile === undefined ? {} : { condaFile }) };
}

const defaultImage = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04:latest';

/** Where a snapshot of code lies: in a container of its own, as in the recordings. */
export function codeUriOf(seed: Pick<WorkspaceSeed, 'storageAccount' | 'guid'>, name: string): string {
  return `https://${seed.storageAccount}.blob.core.windows.net:443/${seed.guid.slice(0, 8)}-${name}/src`;
}

function codeProperties(seed: WorkspaceSeed, one: { name: string; version: string }): JsonObject {
  const hash = guidFrom(`code/${one.name}/${one.version}`).replaceAll('-', '');
  return {
    codeUri: codeUriOf(seed, one.name),
    properties: { hash_sha256: `${hash}${hash}`, hash_version: '202208' },
  };
}

function computeProperties(seed: WorkspaceSeed, name: string, created: Stamp): JsonObject {
  const vmSize = seed.vmSizes?.[name];
  return {
    computeType: 'AmlCompute',
    computeLocation: seed.region,
    createdOn: azureTime(created.at),
    ...(vmSize === undefined ? {} : { properties: { vmSize } }),
  };
}

function datastoreProperties(one: WorkspaceSeed['datastores'][number]): JsonObject {
  return {
    datastoreType: 'AzureBlob',
    accountName: one.accountName,
    containerName: one.containerName,
    credentials: { credentialsType: 'AccountKey' },
    isDefault: one.isDefault ?? one.name === 'workspaceblobstore',
  };
}

function plain(name: string, properties: JsonObject, created: Stamp): Plain {
  return { name, properties, tags: {}, created, modified: created };
}
