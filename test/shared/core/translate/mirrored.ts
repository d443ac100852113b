import {
  assetKey,
  type AssetMap,
  type DataPlace,
  type Dependency,
  type Stores,
} from '../../../../shared/core/asset.ts';

/** A map in which all that is needed has a copy, under a name or in a place that shows it. */
export function mirrorOf(dependencies: readonly Dependency[], mark = 'copy'): AssetMap {
  const assets = new Map<ReturnType<typeof assetKey>, { name: string; version: string }>();
  const labels = new Map<string, string>();
  const data = new Map<string, DataPlace>();
  for (const needed of dependencies) {
    if (needed.kind === 'asset')
      assets.set(assetKey(needed.asset), { name: needed.asset.name, version: `${needed.asset.version}-${mark}` });
    if (needed.kind === 'label') {
      const { collection: kind, name, label } = needed;
      labels.set(`${kind}/${name}@${label}`.toLowerCase(), 'pinned');
      assets.set(assetKey({ kind, name, version: 'pinned' }), { name, version: `pinned-${mark}` });
    }
    if (needed.kind === 'data' && needed.use === 'input') {
      const { datastore, path } = needed.place;
      data.set(`${datastore.toLowerCase()}/${path}`, { datastore: 'workspaceblobstore', path: `${mark}/${path}` });
    }
  }
  return { assets, labels, data };
}

/** The datastores that a workspace is created with, and those given, as `name: account/container`. */
export function storesOf(account: string, guid: string, more: Readonly<Record<string, string>> = {}): Stores {
  const own: Record<string, string> = {
    workspaceblobstore: `${account}/azureml-blobstore-${guid}`,
    workspaceartifactstore: `${account}/azureml`,
  };
  const entries = Object.entries({ ...own, ...more }).map(([name, at]) => {
    const [owner = '', container = ''] = at.split('/');
    return [name.toLowerCase(), { name, type: 'AzureBlob', account: owner, container }] as const;
  });
  return { byName: new Map(entries), defaultName: 'workspaceblobstore' };
}
