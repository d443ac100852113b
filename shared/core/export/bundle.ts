import type { JsonObject } from '../json.ts';
import { exportAsset } from './assets.ts';
import { document, type ExportAsset, type ExportFile, type Source } from './document.ts';
import { exportJob } from './job.ts';
import { needsOf, type Need } from './needs.ts';

export type ExportedJob = { readonly name: string; readonly spec: JsonObject };

/** The job, and all that it needs of its workspace. */
export function jobFiles(job: ExportedJob, assets: readonly ExportAsset[], source: Source): readonly ExportFile[] {
  return inOrder([
    exportJob(job.name, job.spec, source),
    ...assetFiles(needsOf([job.spec], source.workspace), assets, source),
  ]);
}

/** Everything that is needed, and what that needs in turn. What nobody has recorded is told in a file of its own. */
export function assetFiles(
  needs: readonly Need[],
  assets: readonly ExportAsset[],
  source: Source,
): readonly ExportFile[] {
  const wanted = [...needs];
  const taken = new Set<ExportAsset>();
  const missing = new Map<string, ExportFile>();
  for (let need = wanted.pop(); need !== undefined; need = wanted.pop()) {
    const found = assets.filter((asset) => answers(asset, need));
    for (const asset of found) {
      if (taken.has(asset)) continue;
      taken.add(asset);
      // Datastores and computes need nothing of the workspace.
      if (asset.version !== undefined) wanted.push(...needsOf([asset.properties], source.workspace));
    }
    if (found.length === 0) {
      const file = notRecorded(need, source);
      missing.set(file.path, file);
    }
  }
  return inOrder([...[...taken].flatMap((asset) => exportAsset(asset, source)), ...missing.values()]);
}

/** A label means any version: which one it meant is not known here. */
function answers(asset: ExportAsset, need: Need): boolean {
  return (
    asset.kind === need.kind &&
    asset.name.toLowerCase() === need.name.toLowerCase() &&
    (need.version === undefined || asset.version?.toLowerCase() === need.version.toLowerCase())
  );
}

function notRecorded({ kind, name, version, label }: Need, source: Source): ExportFile {
  const last = version ?? (label === undefined ? undefined : `label-${label}`);
  return document({
    folder: kind,
    name,
    ...(last === undefined ? {} : { version: last }),
    source,
    why:
      kind === 'codes'
        ? 'the CLI has no command for code: what refers to it needs the folder of its source instead'
        : 'its definition has not been recorded; it is known only that a job needs it',
  });
}

function inOrder(files: readonly ExportFile[]): readonly ExportFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return [...byPath.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
