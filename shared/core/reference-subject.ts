import { assetKinds, type AssetKind, type DataPlace } from './asset.ts';

/** What a reference is about, whichever workspace it names and in whatever form. */
export type Subject =
  | {
      readonly kind: 'asset';
      readonly collection: AssetKind | undefined;
      readonly name: string;
      readonly version: string;
    }
  | {
      readonly kind: 'label';
      readonly collection: AssetKind | undefined;
      readonly name: string;
      readonly label: string;
    }
  /** A version of something that the mirror knows nothing of, such as a feature set. */
  | { readonly kind: 'foreign-asset'; readonly collection: string; readonly name: string }
  | { readonly kind: 'compute'; readonly name: string }
  | { readonly kind: 'datastore'; readonly name: string }
  | { readonly kind: 'data'; readonly place: DataPlace }
  | { readonly kind: 'job-output'; readonly job: string; readonly output: string; readonly rest: string }
  /** A job itself: part of run history. */
  | { readonly kind: 'run' }
  /** The workspace itself, a schedule, a connection: found by its name or not at all. */
  | { readonly kind: 'other' };

/** What follows the id of a workspace, taken apart: `/computes/gpu`, `/data/d/versions/1`, `/datastores/d/paths/p`. */
export function subjectOf(tail: string): Subject {
  const resource = resourceOf(tail);
  if (resource === undefined) return { kind: 'other' };
  const { collection, name, rest } = resource;
  switch (collection) {
    case 'computes':
      return { kind: 'compute', name };
    case 'datastores':
      return rest === ''
        ? { kind: 'datastore', name }
        : { kind: 'data', place: { datastore: name, path: pathOf(rest) } };
    case 'jobs': {
      const [, output, below = ''] = /^\/outputs\/([^/]+)(\/.*)?$/is.exec(rest) ?? [];
      return output === undefined ? { kind: 'run' } : { kind: 'job-output', job: name, output, rest: below };
    }
    default: {
      const [, how, value = ''] = /^\/(versions|labels)\/([^/]+)/i.exec(rest) ?? [];
      if (!isAssetKind(collection))
        return how === undefined ? { kind: 'other' } : { kind: 'foreign-asset', collection, name };
      if (how?.toLowerCase() === 'versions') return { kind: 'asset', collection, name, version: value };
      // Without a version the service takes the latest.
      return { kind: 'label', collection, name, label: how === undefined ? 'latest' : value };
    }
  }
}

/** The path in a datastore or output: `/paths/a/b` is `a/b`, and so is `/a/b`, as the service writes it for its own. */
export function pathOf(rest: string): string {
  return rest.replace(/^\/paths(?=\/|$)/i, '').replace(/^\//, '');
}

/** The resource that a tail names: `/computes/gpu` is `gpu` of `computes`; `rest` is what follows (`/versions/1`). */
export type Resource = { readonly collection: string; readonly name: string; readonly rest: string };

/** Takes a tail apart, the collection in lower case; undefined for the workspace itself. */
export function resourceOf(tail: string): Resource | undefined {
  const match = /^\/([^/]+)\/([^/]*)(.*)$/s.exec(tail);
  if (match === null) return undefined;
  const [, collection = '', name = '', rest = ''] = match;
  return { collection: collection.toLowerCase(), name, rest };
}

function isAssetKind(collection: string): collection is AssetKind {
  return (assetKinds as readonly string[]).includes(collection);
}
