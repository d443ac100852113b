import type { Json, JsonObject } from '../json.ts';
import { jobRule, type Role, type Rule } from './rules.ts';

export type { Role } from './rules.ts';

/**
 * `path` is a JSON pointer below the spec, `key` the last property name in it, `owner` the object that has it: what a
 * bare name means may depend on what stands beside it.
 */
export type Place = {
  readonly role: Role;
  readonly path: string;
  readonly key: string;
  readonly owner: JsonObject;
};
export type Visit = (text: string, place: Place) => string;

/** A copy of the spec in which `visit` has replaced every string that has a role. */
export function mapStrings(spec: JsonObject, visit: Visit): JsonObject {
  return walkObject(spec, jobRule, '', { visit, plain: new Map() });
}

/** What a walk carries along; the spelling of each key is looked at once. */
type Walk = { readonly visit: Visit; readonly plain: Map<string, string> };

function walk(value: Json, rule: Rule, path: string, key: string, owner: JsonObject, on: Walk): Json {
  if (typeof value === 'string')
    return rule.role === undefined ? value : on.visit(value, { role: rule.role, path, key, owner });
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item, index) => walk(item, rule, `${path}/${index}`, key, owner, on));
  return walkObject(value, rule, path, on);
}

function walkObject(value: JsonObject, rule: Rule, path: string, on: Walk): JsonObject {
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    const next = rule.entries?.() ?? rule.fields?.get(plainKey(key, on.plain)) ?? rule.rest?.() ?? rule;
    const child = walk(value[key] ?? null, next, `${path}/${escapeKey(key)}`, key, value, on);
    if (key !== '__proto__') copy[key] = child;
    // Assigning would set the prototype and lose the property.
    else Object.defineProperty(copy, key, { value: child, enumerable: true, writable: true, configurable: true });
  }
  return copy;
}

function plainKey(key: string, seen: Map<string, string>): string {
  const known = seen.get(key);
  if (known !== undefined) return known;
  const plain = key.replaceAll('_', '').toLowerCase();
  seen.set(key, plain);
  return plain;
}

/** RFC 6901. */
export function escapeKey(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}
