import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** What a string of a spec is, by the place where it stands. */
export type Role =
  | 'reference'
  /** The path of an output. */
  | 'output'
  | 'compute'
  | 'defaultDatastore'
  | 'instanceType'
  /** The kind of identity that the job, or a node of it, runs as. */
  | 'identity'
  /** Free text that is executed or read by the job's own code: command, arguments, literal inputs. */
  | 'text'
  /** The value of an environment variable. */
  | 'variable';

/** `path` is a JSON pointer below the spec, `key` the last property name in it. */
export type Place = { readonly role: Role; readonly path: string; readonly key: string };
export type Visit = (text: string, place: Place) => string;

/**
 * How a value is walked. Strings get `role` (none: left alone). An object's properties follow `fields`, else `rest`;
 * with `entries` all of them do, because their names are the user's: a node may be called `tags`.
 */
type Rule = {
  readonly role?: Role;
  readonly fields?: ReadonlyMap<string, Rule>;
  readonly rest?: () => Rule;
  readonly entries?: () => Rule;
};

const untouched: Rule = {};
const text: Rule = { role: 'text' };
const anything = (): Rule => node;

const input: Rule = {
  role: 'text',
  fields: new Map([
    ['value', text],
    ['description', untouched],
  ]),
  rest: anything,
};

const output: Rule = {
  role: 'output',
  fields: new Map<string, Rule>([
    ['uri', { role: 'output' }],
    ['path', { role: 'output' }],
    ['value', untouched],
    ['description', untouched],
    ['assetname', untouched],
  ]),
  rest: anything,
};

const resources: Rule = {
  role: 'reference',
  fields: new Map<string, Rule>([
    ['instancetype', { role: 'instanceType' }],
    ['properties', untouched],
  ]),
  rest: anything,
};

const identity: Rule = {
  fields: new Map<string, Rule>([
    ['identitytype', { role: 'identity' }],
    ['type', { role: 'identity' }],
  ]),
};

/**
 * One rule for the job, for the nodes of a pipeline and for all that is nested in them. Keys are compared without
 * underscores and letter case: the service uses camelCase in typed parts and snake_case inside a pipeline's `jobs`.
 * Whatever is not named here is looked through for references, since `jobs` and `settings` are untyped.
 */
const node: Rule = {
  role: 'reference',
  rest: anything,
  fields: new Map<string, Rule>([
    ['jobs', { role: 'reference', entries: anything }],
    ['inputs', { entries: () => input }],
    ['outputs', { entries: () => output }],
    ['resources', resources],
    ['identity', identity],
    ['environmentvariables', { role: 'variable' }],
    ['command', text],
    ['args', text],
    ['arguments', text],
    ['programarguments', text],
    ['conf', text],
    ['computeid', { role: 'compute' }],
    ['compute', { role: 'compute', rest: anything }],
    ['defaultcompute', { role: 'compute' }],
    ['defaultdatastore', { role: 'defaultDatastore' }],
    ['tags', untouched],
    ['properties', untouched],
    ['services', untouched],
    ['description', untouched],
    ['displayname', untouched],
    ['experimentname', untouched],
    ['comment', untouched],
  ]),
};

/** A copy of the spec in which `visit` has replaced every string that has a role. */
export function mapStrings(spec: JsonObject, visit: Visit): JsonObject {
  return walkObject(spec, node, '', visit);
}

function walk(value: Json, rule: Rule, path: string, key: string, visit: Visit): Json {
  if (typeof value === 'string') return rule.role === undefined ? value : visit(value, { role: rule.role, path, key });
  if (Array.isArray(value)) return value.map((item, index) => walk(item, rule, `${path}/${index}`, key, visit));
  return isJsonObject(value) ? walkObject(value, rule, path, visit) : value;
}

function walkObject(value: JsonObject, rule: Rule, path: string, visit: Visit): JsonObject {
  // fromEntries, because assigning to the key `__proto__` would lose it.
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const next = rule.entries?.() ?? rule.fields?.get(plainKey(key)) ?? rule.rest?.() ?? rule;
      return [key, walk(child, next, `${path}/${escapeKey(key)}`, key, visit)];
    }),
  );
}

function plainKey(key: string): string {
  return key.replaceAll('_', '').toLowerCase();
}

/** RFC 6901. */
function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
