import { assetKinds, type AssetKind, type Dependency } from '../asset.ts';
import type { JsonObject } from '../json.ts';
import { dependenciesOf } from '../translate/dependencies.ts';
import type { WorkspaceRef } from '../workspace.ts';
import type { ExportKind } from './document.ts';

/** Something of its workspace that a definition names. Without version and label: a datastore or a compute. */
export type Need = {
  readonly kind: ExportKind;
  readonly name: string;
  readonly version?: string;
  readonly label?: string;
};

/** Everything that some of the definitions need, each once. */
export function needsOf(definitions: readonly JsonObject[], workspace: WorkspaceRef): readonly Need[] {
  const needs = new Map<string, Need>();
  for (const definition of definitions) {
    for (const dependency of dependenciesOf(definition, workspace)) {
      const need = needOf(dependency);
      if (need !== undefined) needs.set(needKey(need), need);
    }
  }
  return [...needs.values()];
}

/** Equal for needs of the same thing: Azure's APIs change the case of names. */
export function needKey({ kind, name, version = '', label = '' }: Need): string {
  return JSON.stringify([kind, name, version, label]).toLowerCase();
}

export function isAssetKind(kind: ExportKind): kind is AssetKind {
  return (assetKinds as readonly string[]).includes(kind);
}

/** Registries, public addresses and identities are not the workspace's to give. */
function needOf(dependency: Dependency): Need | undefined {
  switch (dependency.kind) {
    case 'asset':
      return dependency.asset;
    case 'label':
      return { kind: dependency.collection, name: dependency.name, label: dependency.label };
    case 'compute':
      return { kind: 'computes', name: dependency.name };
    case 'datastore':
      return { kind: 'datastores', name: dependency.name };
    case 'data':
      return { kind: 'datastores', name: dependency.place.datastore };
    case 'serverless':
    case 'job-output':
    case 'registry':
    case 'storage-account':
    case 'identity':
      return undefined;
  }
}
