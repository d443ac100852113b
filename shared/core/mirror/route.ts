import type { DataPlace, StorePlace, Stores } from '../asset.ts';
import type { Reason } from '../reason.ts';
import { lookUp, type Mapping } from '../translate/mapping.ts';
import { trimSlashes } from './blob-address.ts';
import { allowsPath, type MirrorConfig } from './policy.ts';
import type { BlobPlace } from './row.ts';

/** The two workspaces as the mirror sees them. */
export type Way = {
  /** Name of the source workspace: its copies are kept apart from those of others. */
  readonly sourceName: string;
  readonly targetName: string;
  readonly stores: { readonly source: Stores; readonly target: Stores };
  readonly mapping: Mapping;
  readonly policy: MirrorConfig;
};

/** What is to be done so that data can be read in the target. */
export type DataRoute =
  /** Nothing: both workspaces reach the same storage, or the configuration says where it is there. */
  | { readonly kind: 'shared' }
  | { readonly kind: 'copy'; readonly from: BlobPlace; readonly to: BlobPlace; readonly target: DataPlace }
  | { readonly kind: 'none'; readonly reason: Reason };

/** Datastores that every workspace has, in storage of its own: whoever uses them has not chosen a place to share. */
const ownStores = new Set(['workspaceblobstore', 'workspaceartifactstore']);

export function routeData(place: DataPlace, way: Way): DataRoute {
  const { stores, mapping, policy } = way;
  const store = stores.source.byName.get(place.datastore.toLowerCase());
  // A binding, or a datastore that nobody has: what becomes of it is for the translator to say.
  if (store === undefined) return { kind: 'shared' };
  if (lookUp(mapping.datastores, place.datastore) !== undefined || isShared(store, stores.target))
    return { kind: 'shared' };
  const name = place.datastore.toLowerCase();
  if (!ownStores.has(name) && name !== stores.source.defaultName?.toLowerCase())
    return none(`the datastore ${store.name} is in storage that the target workspace has no datastore for`);
  const target = stores.target.byName.get(stores.target.defaultName?.toLowerCase() ?? '');
  if (target === undefined) return none('the default datastore of the target workspace is not known');
  if (!isBlobs(store) || !isBlobs(target)) return none(`the datastore ${store.name} is not made of blobs`);
  const path = trimSlashes(place.path);
  if (!allowsPath(policy, path)) return none(`mirror.paths leaves out ${store.name}/${path}`);
  const prefix = name === stores.source.defaultName?.toLowerCase() ? '' : `@${name}`;
  const kept = trimSlashes(`mirrored/${way.sourceName}${prefix}/${path}`);
  return {
    kind: 'copy',
    from: { account: store.account, container: store.container, path },
    to: { account: target.account, container: target.container, path: kept },
    // A folder stays a folder in the eyes of whoever mounts it.
    target: { datastore: target.name, path: place.path.endsWith('/') ? `${kept}/` : kept },
  };
}

/** Where the target has the original of what is a copy of its own data; undefined for all other data. */
export function originalOf(
  { datastore, path }: DataPlace,
  { stores, targetName }: Way,
): { readonly place: DataPlace; readonly blobs: BlobPlace } | undefined {
  const prefix = `mirrored/${targetName}/`;
  const target = stores.target.byName.get(stores.target.defaultName?.toLowerCase() ?? '');
  if (target === undefined || !path.startsWith(prefix)) return undefined;
  if (datastore.toLowerCase() !== stores.source.defaultName?.toLowerCase()) return undefined;
  const own = path.slice(prefix.length);
  return {
    place: { datastore: target.name, path: own },
    blobs: { account: target.account, container: target.container, path: trimSlashes(own) },
  };
}

/**
 * Where the copy of blobs that are named by their address goes; undefined when they can stay where they are. The account
 * is part of it: another one may have a container and a path of the same names.
 */
export function routeBlobs(place: BlobPlace, way: Way): BlobPlace | undefined {
  const { source, target } = way.stores;
  const isOwn = [...source.byName.values()].some(({ account }) => sameText(account, place.account));
  const isTheirs = [...target.byName.values()].some(({ account }) => sameText(account, place.account));
  if (!isOwn || isTheirs || lookUp(way.mapping.storageAccounts, place.account) !== undefined) return undefined;
  const store = target.byName.get(target.defaultName?.toLowerCase() ?? '');
  if (store === undefined) return undefined;
  const path = `mirrored/${way.sourceName}@blobs/${place.account}/${place.container}/${place.path}`;
  return { account: store.account, container: store.container, path: trimSlashes(path) };
}

function isShared(store: StorePlace, target: Stores): boolean {
  return [...target.byName.values()].some(
    (other) => sameText(other.account, store.account) && other.container === store.container,
  );
}

function isBlobs({ type }: StorePlace): boolean {
  return /blob|gen2/i.test(type);
}

function none(message: string): DataRoute {
  return { kind: 'none', reason: { code: 'DataNotInStandby', message: `It is not copied: ${message}.` } };
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
