import { readStorageAddress } from './data-storage.ts';
import type { BlobPlace } from './data-storage.ts';

const datastorePattern =
  /^azureml:\/\/(?:(subscriptions\/[^/]+\/resourceGroups\/[^/]+\/(?:providers\/Microsoft\.MachineLearningServices\/)?workspaces\/[^/]+)\/)?datastores\/([^/]+)\/(?:paths\/)?(.*)$/i;

/** An address of data in one of the forms that lead to storage. */
export type DataAddress =
  | {
      readonly kind: 'datastore';
      readonly scope: string | undefined;
      readonly datastore: string;
      readonly path: string;
    }
  | { readonly kind: 'storage'; readonly place: BlobPlace };

/** Reads an address that leads to storage at once; undefined for a reference to an asset or a job, and for others. */
export function readDataAddress(uri: string): DataAddress | undefined {
  const [matched, scope, datastore = '', path = ''] = datastorePattern.exec(uri) ?? [];
  if (matched !== undefined) return { kind: 'datastore', scope, datastore, path };
  const place = readStorageAddress(uri);
  return place === undefined ? undefined : { kind: 'storage', place };
}
