import { assetKey, type AssetMap, type AssetRef, type DataPlace, type Dependency, type Stores } from '../asset.ts';
import type { JobKey } from '../ids.ts';
import { objectAt, stringAt, type JsonObject } from '../json.ts';
import { plus, type Instant } from '../time.ts';
import { dependenciesOf } from '../translate/dependencies.ts';
import { checkpointPath, checkpointSpec } from '../translate/resume.ts';
import type { WorkspaceRef } from '../workspace.ts';
import { wantedOf, type Root } from './plan.ts';
import { dataKey, labelKey, mirrorKey, type MirrorKey, type MirrorRow } from './row.ts';

export type JobToMirror = {
  readonly key: JobKey;
  readonly spec: JsonObject;
  /** When the definition was recorded. */
  readonly recordedAt: Instant;
};

/** A running job writes new checkpoints all the time: its copy may lag behind by so much. */
const checkpointLag = 5 * 60_000;

/** All that a job names and the mirror has to make present, each with the place in the job that names it. */
export function rootsOf(job: JobToMirror, source: WorkspaceRef, stores: Stores | undefined, now: Instant): Root[] {
  const rootOf = (notBefore: Instant, mayBeEmpty: boolean) => (dependency: Dependency) => {
    const what = wantedOf(dependency, job.key);
    if (what === undefined) return [];
    return [{ what, path: dependency.path, ...(what.kind === 'data' ? { notBefore, mayBeEmpty } : {}) }];
  };
  const checkpoint = checkpointOf(job.spec);
  return [
    ...dependenciesOf(job.spec, source, stores).flatMap(rootOf(job.recordedAt, false)),
    ...(checkpoint === undefined
      ? []
      : dependenciesOf(checkpointSpec(checkpoint), source, stores)
          .map((dependency) => ({ ...dependency, path: checkpointPath }))
          .flatMap(rootOf(plus(now, -checkpointLag), true))),
  ];
}

/** Where a job says that its checkpoints are. */
export function checkpointOf(spec: JsonObject): string | undefined {
  const uri = stringAt(objectAt(spec, 'tags'), checkpointTag)?.trim();
  return uri === '' ? undefined : uri;
}

export const checkpointTag = 'failover.checkpoint';

/** The assets that labels meant. */
export function meantBy(rows: Iterable<MirrorRow>): MirrorKey[] {
  return [...rows].flatMap(({ what, state }) => {
    if (what.kind !== 'label' || state.kind !== 'present' || state.target.kind !== 'version') return [];
    const { collection, name } = what;
    return [mirrorKey({ kind: 'asset', asset: { kind: collection, name, version: state.target.version } })];
  });
}

/** What is present, as the translator reads it. The rows must be of one job or asset, for labels are. */
export function assetMapOf(rows: Iterable<MirrorRow>): AssetMap {
  const assets = new Map<ReturnType<typeof assetKey>, Omit<AssetRef, 'kind'>>();
  const labels = new Map<string, string>();
  const data = new Map<string, DataPlace>();
  for (const { what, state } of rows) {
    if (state.kind !== 'present') continue;
    const { target } = state;
    if (what.kind === 'asset' && target.kind === 'asset') {
      assets.set(assetKey(what.asset), { name: target.name, version: target.version });
    }
    if (what.kind === 'label' && target.kind === 'version') labels.set(labelKey(what), target.version);
    if (what.kind === 'data' && target.kind === 'data') data.set(dataKey(what.place), target.place);
  }
  return { assets, labels, data };
}
