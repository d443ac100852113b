import { assetKey, assetKinds, type AssetKind, type AssetMap } from '../asset.ts';
import type { Subject } from '../reference-subject.ts';
import { same } from './move.ts';
import type { Place } from './walk.ts';

/** What an asset is called in the target. `kept`: as in the source. */
export type MovedAsset =
  | { readonly kind: 'moved'; readonly name: string; readonly version: string }
  | { readonly kind: 'kept' }
  | { readonly kind: 'absent' };

/** Environments under this prefix are Microsoft's, and every workspace has them (azure-ai-ml, `CURATED_ENV_PREFIX`). */
export function isCurated(collection: AssetKind | undefined, name: string): boolean {
  return (collection === undefined || collection === 'environments') && /^AzureML-/i.test(name);
}

/** Looks an asset up in what the mirror has made present. */
export function moveAsset(subject: Extract<Subject, { kind: 'asset' | 'label' }>, map: AssetMap): MovedAsset {
  const { collection, name } = subject;
  const found = (collection === undefined ? assetKinds : [collection]).flatMap((kind) => {
    const version =
      subject.kind === 'asset' ? subject.version : map.labels.get(`${kind}/${name}@${subject.label}`.toLowerCase());
    if (version === undefined) return [];
    const there = map.assets.get(assetKey({ kind, name, version }));
    return there ?? (isCurated(kind, name) ? { name, version } : []);
  });
  const [first] = found;
  if (first === undefined) return { kind: isCurated(collection, name) ? 'kept' : 'absent' };
  // A bare name in a place that does not tell the kind, and two kinds have it under different names.
  if (found.some((other) => other.name !== first.name || other.version !== first.version)) return { kind: 'absent' };
  const isSame = subject.kind === 'asset' && same(first.name, name) && first.version === subject.version;
  return isSame ? { kind: 'kept' } : { kind: 'moved', name: first.name, version: first.version };
}

const byKey: ReadonlyMap<string, AssetKind> = new Map([
  ['environment', 'environments'],
  ['environmentId', 'environments'],
  ['environment_id', 'environments'],
  ['code', 'codes'],
  ['codeId', 'codes'],
  ['code_id', 'codes'],
  ['component', 'components'],
  ['componentId', 'components'],
  ['component_id', 'components'],
  ['trial', 'components'],
  ['model', 'models'],
]);

/** The kind of asset that a name without one means where it stands: `azureml:<name>:<version>`. */
export function collectionAt({ key, owner }: Place): AssetKind | undefined {
  const known = byKey.get(key);
  if (known !== undefined) return known;
  if (key !== 'uri' && key !== 'path') return undefined;
  const type = owner['jobInputType'] ?? owner['job_input_type'] ?? owner['type'];
  return typeof type === 'string' && /model$/i.test(type) ? 'models' : 'data';
}
