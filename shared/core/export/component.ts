import { isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json.ts';
import { assetDocument, ownProperties } from './asset-parts.ts';
import type { ToFiles } from './document.ts';
import { distribution, resources } from './parts.ts';
import { nodes } from './pipeline.ts';
import { reference, withReferences } from './references.ts';
import { isEmpty, leaveOut, mapOf, plainName, same, shape, unquoted, type Convert, type Field } from './shape.ts';

const schemas: Readonly<Record<string, string>> = {
  command: 'commandComponent',
  pipeline: 'pipelineComponent',
  spark: 'sparkComponent',
  parallel: 'parallelComponent',
};

/** Defaults are read by their type, so that a text "10" stays a text. */
const port: Convert = (value, scope) => {
  if (!isJsonObject(value)) return same(value, scope);
  const isNumber = /^(number|integer|boolean)$/i.test(stringAt(value, 'type') ?? '');
  const bound: Convert = isNumber ? unquoted : same;
  const known: readonly Field[] = [
    ['type', same],
    ['mode', same],
    ['description', same],
    ['optional', unquoted],
    ['default', bound],
    ['min', bound],
    ['max', bound],
    ['enum', same],
  ];
  return open(known, value)(value, scope);
};

const head: readonly Field[] = [
  ['display_name', same],
  ['description', same],
  ['tags', same],
  ['properties', ownProperties],
  ['is_deterministic', unquoted],
  ['inputs', mapOf(port)],
  ['outputs', mapOf(port)],
  ['code', reference, 'codeId'],
  ['code', reference],
  ['environment', reference, 'environmentId'],
  ['environment', reference],
  ['command', same],
  ['entry', same],
  ['args', same],
  ['conf', same],
  ['environment_variables', same],
  ['distribution', distribution],
  ['resources', resources],
  ['jobs', nodes],
];

/** A component's spec nearly has the form of its file, so what is not known is kept as it is. */
const spec: Convert = (value, scope) =>
  isJsonObject(value)
    ? open(head, value, ['$schema', 'name', 'version', 'type', '_source'])(value, scope)
    : leaveOut(scope);

export const component: ToFiles = (asset, source) => {
  const body = objectAt(asset.properties, 'componentSpec') ?? objectAt(asset.properties, 'component_spec') ?? {};
  const type = stringAt(body, 'type') ?? 'command';
  const schema = schemas[type.toLowerCase()] ?? `${type.replaceAll(/\W/g, '')}Component`;
  const about = (name: string): Json => {
    const found = Object.entries(asset.properties).find(([key]) => plainName(key) === name);
    return found?.[1] ?? null;
  };
  // Description and tags of a version can be changed later; those in the spec are as on its first day.
  const whole: JsonObject = { ...body };
  for (const key of ['description', 'tags', 'properties']) if (!isEmpty(about(key))) whole[key] = about(key);
  const flat: JsonObject = { isAnonymous: about('isanonymous'), isArchived: about('isarchived') };
  const as: Convert = (_, scope) => spec(whole, { ...scope, path: '/componentSpec' });
  return [assetDocument({ ...asset, properties: flat }, source, { schema, as, head: { type } })];
};

/** The fields of the table first, then all others as they are, in the order of their names. */
function open(known: readonly Field[], value: JsonObject, silent: readonly string[] = []): Convert {
  const named = new Set([
    ...known.flatMap(([to, , from = to]) => [plainName(to), plainName(from)]),
    ...silent.map(plainName),
  ]);
  const rest = Object.keys(value)
    .toSorted()
    .filter((key) => !named.has(plainName(key)))
    .map((key): Field => [key, withReferences, key]);
  return shape([...known, ...rest], silent);
}
