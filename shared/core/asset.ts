declare const assetKeyBrand: unique symbol;

/** The collections of a workspace whose versions a job can depend on. */
export const assetKinds = ['environments', 'codes', 'components', 'data', 'models'] as const;
export type AssetKind = (typeof assetKinds)[number];

/** One version of an asset. Labels are resolved before anything is called an asset. */
export type AssetRef = { readonly kind: AssetKind; readonly name: string; readonly version: string };
/** `<kind>/<name>/versions/<version>` in lower case: ids change case between Azure's APIs. */
export type AssetKey = string & { readonly [assetKeyBrand]: true };

export function assetKey({ kind, name, version }: AssetRef): AssetKey {
  return `${kind}/${name}/versions/${version}`.toLowerCase() as AssetKey;
}

/** A place in the storage behind a datastore; `path` has no slash at its beginning. */
export type DataPlace = { readonly datastore: string; readonly path: string };

/**
 * What the mirror has made present in the other workspace. A key that is absent has not been mirrored: what depends on
 * it is blocked.
 */
export type AssetMap = {
  /** Source asset to the name and version that hold the same content in the target. */
  readonly assets: ReadonlyMap<AssetKey, { readonly name: string; readonly version: string }>;
  /** `<kind>/<name>@<label>` in lower case, to the version that the label meant when the job was recorded. */
  readonly labels: ReadonlyMap<string, string>;
  /** `<datastore>/<path>` of the source, lower-case datastore, to where its copy lies in the target. */
  readonly data: ReadonlyMap<string, DataPlace>;
};

export const emptyAssetMap: AssetMap = { assets: new Map(), labels: new Map(), data: new Map() };

/** What a datastore of a workspace really is: two names that mean the same place are the same storage. */
export type StorePlace = { readonly type: string; readonly account: string; readonly container: string };
/** The datastores of a workspace by name in lower case, and the name of the default one. */
export type Stores = {
  readonly byName: ReadonlyMap<string, StorePlace & { readonly name: string }>;
  readonly defaultName?: string;
};

/** Something that a job needs in the workspace it runs in, found anywhere in its spec. `path` is a JSON pointer. */
export type Dependency = { readonly path: string } & (
  | { readonly kind: 'asset'; readonly asset: AssetRef }
  | { readonly kind: 'label'; readonly collection: AssetKind; readonly name: string; readonly label: string }
  | { readonly kind: 'compute'; readonly name: string }
  | { readonly kind: 'serverless'; readonly instanceType?: string }
  | { readonly kind: 'datastore'; readonly name: string }
  | { readonly kind: 'data'; readonly place: DataPlace; readonly use: 'input' | 'output' }
  | { readonly kind: 'job-output'; readonly job: string; readonly output: string; readonly rest: string }
  | { readonly kind: 'registry'; readonly registry: string; readonly collection: string; readonly name: string }
  | { readonly kind: 'storage-account'; readonly account: string; readonly use: 'input' | 'output' }
  | { readonly kind: 'identity'; readonly id: string }
);
