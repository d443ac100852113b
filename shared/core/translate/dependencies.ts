import type { Dependency, Stores } from '../asset.ts';
import type { JsonObject } from '../json.ts';
import type { WorkspaceRef } from '../workspace.ts';

/**
 * All that a job's spec, or a component's, needs in the workspace it runs in, in the order of the spec.
 * @param stores of the source: with them an address in its default storage account is told as data, not as an account,
 * and the output of another job as the place where it lies.
 */
export function dependenciesOf(_spec: JsonObject, _source: WorkspaceRef, _stores?: Stores): readonly Dependency[] {
  return [];
}
