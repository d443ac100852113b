import { computeNotFound, datastoreNotFound, foreignReference, referenceUnreadable } from './errors-derived.ts';
import { assetMissing } from './errors/asset-missing.ts';
import { registryRefused } from './errors/registry-refused.ts';
import { readReference } from './references.ts';
import { assetKey, versionsOf } from './store.ts';
import type { Answer } from './answer.ts';
import type { Reference } from './references.ts';
import type { Asset, AssetType, Store, Workspace } from './store.ts';

export type ReferenceKind = 'compute' | 'datastore' | 'environment' | 'code' | 'component';

/** One place in a job's body where the service follows a reference when the job is submitted. */
export type ReferencePlace = { readonly path: string; readonly kind: ReferenceKind; readonly value: string };

type InWorkspace = Extract<Reference, { kind: 'workspace' }>;

const typeOf: Record<Exclude<ReferenceKind, 'compute' | 'datastore'>, AssetType> = {
  environment: 'environments',
  code: 'codes',
  component: 'components',
};

/** The answer that refuses the reference, or undefined when the workspace can follow it. */
export function checkReference(
  store: Store,
  workspace: Workspace,
  place: ReferencePlace,
  now: number,
): Answer | undefined {
  const where = { region: workspace.region, now };
  const reference = readReference(place.value);
  switch (reference.kind) {
    case 'binding':
      return undefined;
    case 'registry':
      return registryCovers(store, reference.registry, workspace.region)
        ? undefined
        : registryRefused(place.value, reference.registry, where);
    case 'unknown':
      // Code may also be a git repository or a blob: the service reads those when the job runs.
      return place.kind === 'code' ? undefined : referenceUnreadable(place.path, place.value, where);
    case 'workspace':
      if (!isHere(reference, workspace)) return foreignReference(place.path, place.value, where);
      return checkLocal(workspace, place, reference, where);
  }
}

/** `azureml` is in every region; others only where they were replicated to. */
export function registryCovers(store: Store, registry: string, region: string): boolean {
  if (registry.toLowerCase() === 'azureml') return true;
  return store.registries.some(
    (one) => one.name.toLowerCase() === registry.toLowerCase() && one.regions.includes(region),
  );
}

function isHere(reference: InWorkspace, workspace: Workspace): boolean {
  if (reference.workspaceId !== undefined) return reference.workspaceId.toLowerCase() === workspace.id.toLowerCase();
  return reference.guid === undefined || reference.guid.toLowerCase() === workspace.guid.toLowerCase();
}

function checkLocal(
  workspace: Workspace,
  place: ReferencePlace,
  reference: InWorkspace,
  where: { region: string; now: number },
): Answer | undefined {
  const name = reference.name.toLowerCase();
  if (place.kind === 'compute') {
    return name === '' || name === 'serverless' || workspace.computes.has(name)
      ? undefined
      : computeNotFound(place.value, where);
  }
  if (place.kind === 'datastore') {
    return workspace.datastores.has(name) ? undefined : datastoreNotFound(reference.name, where);
  }
  const type = typeOf[place.kind];
  // A bare word is a folder within the code, not an asset.
  if (type === 'codes' && !/[:/]/.test(place.value)) return undefined;
  const isCurated = type === 'environments' && name.startsWith('azureml-');
  if (isCurated || findAsset(workspace, type, reference) !== undefined) return undefined;
  const version = reference.version ?? reference.label ?? 'latest';
  return assetMissing(place.value, { kind: place.kind, name: reference.name, version }, where);
}

/** The asset that a reference names; a label names the newest version, the only label that every container has. */
export function findAsset(workspace: Workspace, type: AssetType, reference: InWorkspace): Asset | undefined {
  return reference.version === undefined
    ? versionsOf(workspace, type, reference.name).at(-1)
    : workspace.assets.get(assetKey(type, reference.name, reference.version));
}
