import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportAsset } from '../../../../shared/core/export/assets.ts';
import type { ExportFile, ExportKind } from '../../../../shared/core/export/document.ts';
import { exportJob } from '../../../../shared/core/export/job.ts';
import { objectAt, stringAt, type JsonObject } from '../../../../shared/core/json.ts';
import { parseWorkspaceId } from '../../../../shared/core/workspace.ts';
import { east } from '../translate/fixtures.ts';

/** Every job and asset that was recorded, exported under the name of its recording. */
export function recordedFiles(corpus: string): readonly ExportFile[] {
  return [
    ...serviceJson(join(corpus, 'service-json')),
    ...restExamples(join(corpus, 'rest-examples/2025-12-01/createOrUpdate')),
  ];
}

function read(folder: string): readonly (readonly [file: string, content: JsonObject])[] {
  return readdirSync(folder)
    .toSorted()
    .map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(folder, file), 'utf8')) as JsonObject]);
}

function serviceJson(folder: string): ExportFile[] {
  return read(folder).flatMap(([file, { request, response }]) => {
    const body = objectAt(response, 'body');
    const address = stringAt(body, 'id') ?? stringAt(request, 'url')?.split('?')[0] ?? '';
    const [, id = '', kind = 'components'] =
      /(\/subscriptions\/.*\/workspaces\/[^/]+)\/([a-z]+)\//i.exec(address) ?? [];
    const workspace = { ...east, ...parseWorkspaceId(id) };
    return (['sent', 'got'] as const).flatMap((part) => {
      const properties = objectAt(objectAt(part === 'sent' ? request : response, 'body'), 'properties');
      return properties === undefined ? [] : exported(`${file}-${part}`, kind, properties, workspace);
    });
  });
}

/** Placeholders everywhere, but all fields that the documentation shows. */
function restExamples(folder: string): ExportFile[] {
  return read(folder).flatMap(([file, { _type, body }]) => {
    const kind = /^Microsoft\.MachineLearningServices\/workspaces\/(\w+)(\/versions)?$/.exec(
      typeof _type === 'string' ? _type : '',
    );
    const properties = objectAt(body, 'properties');
    // Containers hold versions and nothing of their own; schedules are not what a job needs.
    const isContainer = kind?.[2] === undefined && !['jobs', 'datastores', 'computes'].includes(kind?.[1] ?? '');
    return properties === undefined || isContainer
      ? []
      : exported(file.split('--')[1] ?? file, kind?.[1] ?? '', properties, east);
  });
}

function exported(name: string, kind: string, properties: JsonObject, workspace: typeof east): readonly ExportFile[] {
  const from = { workspace };
  if (kind === 'jobs') return [exportJob(name, properties, from)];
  const hasVersion = kind !== 'datastores' && kind !== 'computes';
  return exportAsset({ kind: kind as ExportKind, name, ...(hasVersion ? { version: '1' } : {}), properties }, from);
}
