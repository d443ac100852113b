import { fileText } from '../../../../shared/adapters/yaml-document.ts';
import { exportAsset } from '../../../../shared/core/export/assets.ts';
import type { ExportFile } from '../../../../shared/core/export/document.ts';
import { exportJob } from '../../../../shared/core/export/job.ts';
import { assets } from './fixture-assets.ts';
import { source } from './fixture-ids.ts';
import { jobs } from './fixture-jobs.ts';

export { assets, secrets } from './fixture-assets.ts';
export { armId, source } from './fixture-ids.ts';
export { jobs } from './fixture-jobs.ts';

/** All files of the export as one text, as a person would read them one after the other. */
export function readable(files: readonly ExportFile[]): string {
  return files.map((file) => `# ===== ${file.path}\n${fileText(file)}`).join('\n');
}

export function allFixtureFiles(): readonly ExportFile[] {
  return [
    ...Object.entries(jobs).map(([name, spec]) => exportJob(name, spec, source)),
    ...assets.flatMap((asset) => exportAsset(asset, source)),
  ];
}
