import type { AssetKind } from '../asset.ts';
import { shortHash } from '../ids.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { WorkspaceRef } from '../workspace.ts';
import type { Convert } from './shape.ts';

/** Which workspace the exported things are of: what belongs to it is named without it. */
export type Source = { readonly workspace: WorkspaceRef };

/** One file of the export. `notes` stand as comments on top; without a body they are all there is. */
export type ExportDocument = {
  readonly path: string;
  readonly notes: readonly string[];
  readonly schema?: string;
  readonly body?: JsonObject;
};
/** A file that goes with a document as it is, such as a conda file. */
export type ExportText = { readonly path: string; readonly text: string };
export type ExportFile = ExportDocument | ExportText;

export type ExportKind = AssetKind | 'datastores' | 'computes';
/** Something that a job needs, as the service describes it. Datastores and computes have no version. */
export type ExportAsset = {
  readonly kind: ExportKind;
  readonly name: string;
  readonly version?: string;
  readonly properties: JsonObject;
  /** What of it is recorded, where that is not all: the rest is up to whoever creates it. */
  readonly partial?: string;
};

export type ToFiles = (asset: ExportAsset, source: Source) => readonly ExportFile[];

type Draft = {
  readonly folder: string;
  readonly name: string;
  readonly version?: string;
  readonly source: Source;
} & (
  | { readonly why: string }
  | {
      readonly schema?: string;
      /** Fields that are not the service's `properties`. */
      readonly head: JsonObject;
      readonly properties: JsonObject;
      readonly as: Convert;
      readonly notes?: readonly string[];
    }
);

export function document(draft: Draft): ExportDocument {
  const path = `${filePath(draft.folder, draft.name, draft.version)}.yml`;
  if ('why' in draft) return { path, notes: [`not exported: ${oneLine(draft.why)}`] };
  const notes = new Set(draft.notes ?? []);
  const { workspace } = draft.source;
  const body = draft.as(draft.properties, { workspace, path: '', tell: (note) => notes.add(oneLine(note)) });
  return {
    path,
    notes: [...notes].toSorted(),
    ...(draft.schema === undefined ? {} : { schema: schemaAddress(draft.schema) }),
    body: { ...draft.head, ...(isJsonObject(body) ? body : {}) },
  };
}

/** The note on top of what is known in part only. */
export function partialNotes({ partial }: ExportAsset): readonly string[] {
  return partial === undefined ? [] : [`not exported: all but what is recorded of it: ${partial}`];
}

export function filePath(folder: string, name: string, version?: string): string {
  return [folder, name, ...(version === undefined ? [] : [version])].map(safe).join('/');
}

/** AutoML's schema alone was published elsewhere. */
function schemaAddress(name: string): string {
  return name === 'autoMLJob'
    ? 'https://azuremlsdk2.blob.core.windows.net/preview/0.0.1/autoMLJob.schema.json'
    : `https://azuremlschemas.azureedge.net/latest/${name}.schema.json`;
}

/** Names come from outside: none may lead out of the folder that the archive is unpacked to. */
function safe(name: string): string {
  if (/^\w[\w.-]*$/.test(name)) return name;
  return `_${name.replaceAll(/[^\w-]+/g, '_').slice(0, 80)}~${shortHash(name, 8)}`;
}

/** A line break in a key of the user's would end the comment. */
function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ');
}
