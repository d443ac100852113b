import type { AssetKind } from '../asset.ts';
import { shortHash } from '../ids.ts';
import { canonicalJson, isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json.ts';
import { parseBlobAddress, type BlobAddress } from './blob-address.ts';

/** Where the blobs are that an asset is made of, as the asset spells it; undefined when it names them in another way. */
export function addressIn(
  kind: AssetKind,
  properties: JsonObject,
): { readonly text: string; readonly address: BlobAddress } | undefined {
  const text = stringAt(holderOf(kind, properties), addressKeys[kind] ?? '');
  const address = text === undefined ? undefined : parseBlobAddress(text);
  return text === undefined || address === undefined ? undefined : { text, address };
}

const addressKeys: Readonly<Partial<Record<AssetKind, string>>> = {
  codes: 'codeUri',
  environments: 'contextUri',
  models: 'modelUri',
  data: 'dataUri',
};

function holderOf(kind: AssetKind, properties: JsonObject): JsonObject | undefined {
  return kind === 'environments' ? objectAt(properties, 'build') : properties;
}

/** The hash of a code snapshot that the SDK stores with it; with it, equal code is known without looking at any blob. */
export function codeHash(properties: JsonObject): string | undefined {
  return stringAt(objectAt(properties, 'properties'), 'hash_sha256')?.toLowerCase();
}

/** The fields that make an asset what it is; the others describe it, or are the service's own. */
const contentFields: Readonly<Record<AssetKind, readonly string[]>> = {
  codes: ['codeUri'],
  environments: ['image', 'condaFile', 'build', 'osType', 'inferenceConfig'],
  components: ['componentSpec'],
  data: ['dataType', 'dataUri'],
  models: ['modelType', 'modelUri', 'flavors'],
};

/**
 * Equal for assets that do the same. Take it of bodies of one workspace only: references differ between workspaces.
 * @param tree the hash of its blobs, where it has any: then their address says nothing.
 */
export function contentHash(kind: AssetKind, properties: JsonObject, tree?: string): string {
  const sha = kind === 'codes' ? codeHash(properties) : undefined;
  if (sha !== undefined) return shortHash(sha, 32);
  const content = Object.fromEntries(contentFields[kind].map((key) => [key, properties[key] ?? null]));
  if (tree !== undefined) markTree(kind, content, tree);
  const spec = content['componentSpec'];
  if (isJsonObject(spec)) content['componentSpec'] = withoutNames(spec);
  return shortHash(canonicalJson(plain(content) ?? null), 32);
}

function markTree(kind: AssetKind, content: JsonObject, tree: string): void {
  const key = addressKeys[kind] ?? '';
  if (kind === 'environments') content['build'] = { ...objectAt(content, 'build'), [key]: tree };
  else content[key] = tree;
}

/** A copy under another version is the same component. */
function withoutNames(spec: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(spec).filter(([key]) => !componentNames.has(key)));
}

const componentNames = new Set(['name', 'version', 'display_name', 'description', 'tags', '$schema']);

/**
 * Ids in one letter case, and without what says nothing, since the service returns some of it and not other: nulls, and in
 * the fields of the asset itself also empty texts and objects. Deeper down an empty object may be an input of a component.
 */
function plain(value: Json, depth = 0): Json | undefined {
  if (value === null || (value === '' && depth === 1)) return undefined;
  if (typeof value === 'string') return /^(azureml:)?\/{0,2}subscriptions\//i.test(value) ? value.toLowerCase() : value;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1) ?? null);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, child]) => {
    const simple = plain(child, depth + 1);
    return simple === undefined ? [] : [[key, simple] as const];
  });
  return kept.length === 0 && depth === 1 ? undefined : Object.fromEntries(kept);
}

/** The version under which content is put whose own version is taken by other content in the target. */
export function derivedVersion(version: string, hash: string): string {
  return `${version}-m${hash.slice(0, 8)}`;
}

/** A component says its version itself, too. */
export function withVersion(kind: AssetKind, properties: JsonObject, version: string): JsonObject {
  const spec = kind === 'components' ? objectAt(properties, 'componentSpec') : undefined;
  if (spec === undefined || spec['version'] === undefined) return properties;
  return { ...properties, componentSpec: { ...spec, version } };
}
