import type { DataPlace, StorePlace, Stores } from '../asset.ts';
import type { StorageReference } from '../reference-storage.ts';
import { pathOf } from '../reference-subject.ts';
import { same } from './move.ts';

/** Every workspace has these, each with storage of its own (learn: concept-data, default datastores). */
const builtIn = new Set([
  'workspaceblobstore',
  'workspacefilestore',
  'workspaceartifactstore',
  'workspaceworkingdirectory',
]);

export function isBuiltIn(datastore: string): boolean {
  return builtIn.has(datastore.toLowerCase());
}

export function storeNamed(stores: Stores, datastore: string): (StorePlace & { readonly name: string }) | undefined {
  return stores.byName.get(datastore.toLowerCase());
}

/** The datastore of `stores` that means the same storage as `place`; among several the one of the same name. */
export function storeAt(stores: Stores, place: StorePlace, preferred = ''): string | undefined {
  const namesake = storeNamed(stores, preferred);
  if (namesake !== undefined && isSameStorage(namesake, place)) return namesake.name;
  for (const store of stores.byName.values()) if (isSameStorage(store, place)) return store.name;
  return undefined;
}

/** Blob and Data Lake Gen2 are two doors to the same containers; a file share is something else of the same name. */
function isSameStorage(a: StorePlace, b: StorePlace): boolean {
  return same(a.account, b.account) && same(a.container, b.container) && family(a.type) === family(b.type);
}

function family(type: string): string {
  return /^Azure(Blob|DataLakeGen2)$/i.test(type) ? 'blob' : type.toLowerCase();
}

/** The accounts behind the datastores that the workspace was created with: they go down with it. */
export function isOwnAccount(stores: Stores, account: string): boolean {
  for (const store of stores.byName.values()) {
    const own = isBuiltIn(store.name) || (stores.defaultName !== undefined && same(store.name, stores.defaultName));
    if (own && same(store.account, account)) return true;
  }
  return false;
}

export function hasAccount(stores: Stores, account: string): boolean {
  for (const store of stores.byName.values()) if (same(store.account, account)) return true;
  return false;
}

/** An address as a path of the datastore that means its container. */
export function placeOfAddress(stores: Stores, address: StorageReference): DataPlace | undefined {
  const { account, container, host, path } = address;
  const type = host.includes('.file.')
    ? 'AzureFile'
    : host.includes('.azuredatalakestore.')
      ? 'AzureDataLakeGen1'
      : 'AzureBlob';
  const datastore = storeAt(stores, { type, account, container });
  return datastore === undefined ? undefined : { datastore, path: decoded(path.replace(/^\//, '')) };
}

/** Addresses are percent-encoded, paths in datastores are not. */
function decoded(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * Where an output of a job lies. Named ones are `azureml/<job>/<output>/` in the default datastore; logs, and what MLflow
 * was given, are in the artifact store (learn: reference-yaml-core-syntax, how-to-manage-models; recorded answers).
 */
export function placeOfOutput(stores: Stores, output: JobOutput): DataPlace {
  const path = pathOf(output.rest);
  const below = path === '' ? '' : `/${path}`;
  return /^(default|artifacts)$/i.test(output.output)
    ? { datastore: 'workspaceartifactstore', path: `ExperimentRun/dcid.${output.job}${below}` }
    : { datastore: stores.defaultName ?? 'workspaceblobstore', path: `azureml/${output.job}/${output.output}${below}` };
}

type JobOutput = { readonly job: string; readonly output: string; readonly rest: string };
