import type { AssetMap, DataPlace } from '../asset.ts';
import { lookUp } from './mapping.ts';
import type { Move } from './move.ts';
import { isBuiltIn, storeAt, storeNamed } from './stores.ts';

export type Use = 'input' | 'output';

/**
 * What storage it is now: the very same, a copy, that which the mapping or the job itself chooses in the target, or the
 * target's own for want of any word on it. In all but the first the source has no part.
 */
export type How = 'shared' | 'copied' | 'chosen' | 'standby';

/** Where the same data is found, or written, in the target. */
export type MovedData = { readonly place: DataPlace; readonly how: How };

/** Undefined when nothing says that the data would be there. */
export function moveData(place: DataPlace, use: Use, move: Move): MovedData | undefined {
  const shared = datastoreInTarget(place.datastore, move);
  if (shared !== undefined) return { place: { ...place, datastore: shared }, how: 'shared' };
  if (use === 'input') {
    const copy = move.assetMap === undefined ? undefined : copyOf(place, move.assetMap);
    return copy === undefined ? undefined : { place: copy, how: 'copied' };
  }
  // An output into whatever datastore is the default one when the job runs: it exists, and nothing is there to be read.
  if (place.datastore.startsWith('${{')) return { place, how: 'chosen' };
  // The target's own storage is as good a place to write to, and where readers look once they run beside the job.
  return move.stores !== undefined && isBuiltIn(place.datastore) ? { place, how: 'standby' } : undefined;
}

/** The name under which the very storage of a source's datastore is known in the target. */
export function datastoreInTarget(name: string, { mapping, stores }: Move): string | undefined {
  const store = stores === undefined ? undefined : storeNamed(stores.source, name);
  const found = store === undefined || stores === undefined ? undefined : storeAt(stores.target, store, store.name);
  return found ?? lookUp(mapping.datastores, name);
}

/** The copy that the mirror made of the path itself, or of a folder around it. */
function copyOf({ datastore, path }: DataPlace, { data }: AssetMap): DataPlace | undefined {
  const exact = data.get(`${datastore.toLowerCase()}/${path}`);
  if (exact !== undefined) return exact;
  const bare = path.replace(/\/+$/, '');
  const end = path.slice(bare.length);
  for (let cut = bare.length; cut >= 0; cut = cut === 0 ? -1 : Math.max(bare.lastIndexOf('/', cut - 1), 0)) {
    const folder = `${datastore.toLowerCase()}/${bare.slice(0, cut)}`;
    const found = data.get(folder) ?? data.get(`${folder}/`);
    if (found === undefined) continue;
    const below = bare.slice(cut).replace(/^\//, '');
    const root = found.path.replace(/\/+$/, '');
    return { datastore: found.datastore, path: `${[root, below].filter((part) => part !== '').join('/')}${end}` };
  }
  return undefined;
}
