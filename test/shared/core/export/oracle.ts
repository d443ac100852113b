import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isJsonObject, stringAt, type Json } from '../../../../shared/core/json.ts';

/** Below these the keys are the author's own. */
const owned = new Set([
  'inputs',
  'outputs',
  'jobs',
  'conf',
  'services',
  'search_space',
  'column_name_and_types',
  'transformer_params',
]);

/** Below these lies what no schema of the CLI looks into. */
const opaque = new Set(['properties', 'tags', 'environment_variables', 'flavors']);

/** Every path of field names in a document, `*` for a name of the author's own: `inputs.*.path`. */
export function fieldPaths(value: Json, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldPaths(item, path));
  const last = path.split('.').at(-1) ?? '';
  if (!isJsonObject(value) || opaque.has(last)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const below = owned.has(last) ? `${path}.*` : path === '' ? key : `${path}.${key}`;
    return [below, ...fieldPaths(child, below)];
  });
}

/** The kind of a file: the last part of its `$schema`, or its `type` where it has none. */
export function kindOf(document: Json): string {
  const said = stringAt(document, '$schema') ?? stringAt(document, 'type') ?? '';
  return said.trim().split('/').at(-1) ?? '';
}

/** Which field paths people have written, by kind of file. */
export function authoredFields(corpus: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const file of globSync('azureml-examples/cli/**/*.{yml,yaml}', { cwd: corpus })) {
    for (const document of parseAllDocuments(readFileSync(join(corpus, file), 'utf8'), { version: '1.1' })) {
      const content = document.errors.length === 0 ? (document.toJS() as Json) : null;
      const kind = kindOf(content);
      found.set(kind, new Set([...(found.get(kind) ?? []), ...fieldPaths(content)]));
    }
  }
  return found;
}
