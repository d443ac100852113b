import type { AssetMap, Stores } from '../asset.ts';
import type { WorkspaceRef } from '../workspace.ts';
import type { Mapping } from './mapping.ts';
import type { OutputDefault } from './outputs.ts';

/** From where to where, and what is known of both sides. */
export type Move = {
  readonly source: WorkspaceRef;
  readonly target: WorkspaceRef;
  readonly mapping: Mapping;
  /** What the mirror has made present in the target. Absent: assets are taken to be there, same name, same version. */
  readonly assetMap?: AssetMap | undefined;
  /** What the datastores of both workspaces really are. Absent: only `mapping.datastores` says it. */
  readonly stores?: { readonly source: Stores; readonly target: Stores } | undefined;
  /** What to do about an output with a fixed path where the job's tag does not say it. Absent: block the job. */
  readonly outputs?: OutputDefault | undefined;
};

/** Azure compares names, regions and ids without their letter case. */
export function same(a: string, b: string): boolean {
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase());
}
