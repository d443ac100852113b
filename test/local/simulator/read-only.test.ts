import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isObject } from '../../../local/simulator/json.ts';
import { readOnlyIn, readOnlyPaths } from '../../../local/simulator/read-only.ts';
import { corpusDir, corpusTitle } from '../../support/corpus.ts';
import type { Json, JsonObject } from '../../../local/simulator/json.ts';

const corpus = corpusDir();

test('A body that sets read-only properties is found out, whatever the key in between', () => {
  const body = { properties: { status: 'Running', services: { mine: { status: 'x', port: 1 } } }, id: '/x' };
  expect(readOnlyIn('jobs', body)).toEqual(['id', 'properties.services.mine.status', 'properties.status']);
});

test('A read-only property that is null sets nothing', () => {
  expect(readOnlyIn('jobs', { properties: { status: null } })).toEqual([]);
});

describe.skipIf(corpus === undefined)(corpusTitle('The list of read-only properties is the one of the schema'), () => {
  const schema = (kind: 'put' | 'get'): JsonObject =>
    JSON.parse(readFileSync(join(corpus ?? '', `schema/aml.2025-12-01.${kind}.schema.json`), 'utf8')) as JsonObject;

  test.each(Object.keys(readOnlyPaths))('%s', (type) => {
    const writable = new Set(paths(schema('put'), type));
    const readOnly = paths(schema('get'), type).filter((path) => !writable.has(path));
    const outermost = readOnly.filter((path) => !readOnly.some((other) => path.startsWith(`${other}.`)));
    expect([...(readOnlyPaths[type] ?? [])].toSorted()).toEqual([...new Set(outermost)].toSorted());
  });
});

/** Every path that the schema of a resource knows; `*` stands for a key that the user chooses. */
function paths(root: JsonObject, type: string): string[] {
  const definitions = root['definitions'] as JsonObject;
  const walk = (schema: Json | undefined, path: string, seen: readonly string[]): string[] => {
    if (!isObject(schema)) return [];
    const reference = schema['$ref'];
    if (typeof reference === 'string') {
      if (seen.includes(reference)) return [];
      return walk(definitions[reference.split('/').at(-1) ?? ''], path, [...seen, reference]);
    }
    const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
    const choices = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : []));
    const members = isObject(schema['properties']) ? Object.entries(schema['properties']) : [];
    return [
      ...choices.flatMap((choice) => walk(choice, path, seen)),
      ...members.flatMap(([key, member]) => [below(key), ...walk(member, below(key), seen)]),
      ...walk(schema['additionalProperties'], below('*'), seen),
    ];
  };
  return walk(definitions[`resource:workspaces/${type}`], '', []);
}
