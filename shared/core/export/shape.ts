import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { WorkspaceRef } from '../workspace.ts';

/** Where a value stands, and whom to tell what could not be exported. `path` is a JSON pointer below `properties`. */
export type Scope = {
  readonly workspace: WorkspaceRef;
  readonly path: string;
  readonly tell: (note: string) => void;
};

/** Gives the form in which a person would have written the value; undefined when nothing is to be written. */
export type Convert = (value: Json, scope: Scope) => Json | undefined;

/** `to` is the name in YAML, and in the service's JSON too unless `from` says another. */
export type Field = readonly [to: string, as: Convert, from?: string];

/** Names are compared without underscores and letter case: the service uses both cases inside a pipeline's `jobs`. */
export function plainName(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

export function below(scope: Scope, key: string): Scope {
  return { ...scope, path: `${scope.path}/${key}` };
}

/** Says that what stands here is left out. The value is not told: it may be a secret. */
export function leaveOut(scope: Scope, why = 'the YAML of the CLI has no field for it'): undefined {
  scope.tell(`not exported: ${scope.path}: ${why}`);
  return undefined;
}

/**
 * An object with the fields of the table, in the table's order. What the table does not name is told, unless it is
 * empty or `silent`: fields of the service's own, of which an author knows nothing.
 */
export function shape(fields: readonly Field[], silent: readonly string[] = []): Convert {
  const unspoken = new Set(silent.map(plainName));
  return (value, scope) => {
    if (!isJsonObject(value)) return isEmpty(value) ? undefined : leaveOut(scope);
    const left = new Map<string, [key: string, child: Json]>();
    for (const key of Object.keys(value).toSorted()) {
      const child = value[key] ?? null;
      if (isEmpty(child)) continue;
      if (left.has(plainName(key))) leaveOut(below(scope, key), 'the same field stands there twice');
      else left.set(plainName(key), [key, child]);
    }
    const entries = fields.flatMap(([to, as, from = to]): [string, Json][] => {
      const found = left.get(plainName(from));
      if (found === undefined) return [];
      left.delete(plainName(from));
      const [key, child] = found;
      const converted = as(child, below(scope, key));
      return converted === undefined || isEmpty(converted) ? [] : [[to, converted]];
    });
    for (const [plain, [key]] of left) if (!unspoken.has(plain)) leaveOut(below(scope, key));
    return Object.fromEntries(entries);
  };
}

/** An object whose keys are the user's own: in the order of their names, so that equal content gives equal text. */
export function mapOf(as: Convert): Convert {
  return (value, scope) => {
    if (!isJsonObject(value)) return leaveOut(scope);
    const entries = Object.keys(value)
      .toSorted()
      .flatMap((key): [string, Json][] => {
        const converted = as(value[key] ?? null, below(scope, key));
        return converted === undefined ? [] : [[key, converted]];
      });
    return Object.fromEntries(entries);
  };
}

export function listOf(as: Convert): Convert {
  return (value, scope) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => as(item, below(scope, String(index))) ?? [])
      : as(value, scope);
}

/** As it is, with sorted keys. */
export const same: Convert = (value) => sorted(value);

/** For what the CLI cannot say: nothing is lost as long as it is what the service does anyway. */
export function unless(standard: Json): Convert {
  return (value, scope) => (value === standard ? undefined : leaveOut(scope));
}

/** `ReadOnlyMount` is written `ro_mount`; a word that the table does not know, in snake case. */
export function word(table: Readonly<Record<string, string>> = {}): Convert {
  return (value) => (typeof value === 'string' ? (table[plainName(value)] ?? snakeCase(value)) : value);
}

/** The rule by which the CLI writes the service's words: `AUCWeighted` is `auc_weighted`, `TextNER` is `text_ner`. */
export function snakeCase(text: string): string {
  return text
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Components come back with `"True"` and `"2"` where their author wrote a boolean and a number. */
export const unquoted: Convert = (value) => {
  if (typeof value !== 'string') return value;
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(value) ? Number(value) : value;
};

export function isEmpty(value: Json): boolean {
  if (value === null || value === '') return true;
  return Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
  return copy;
}
