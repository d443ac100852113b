import { isObject, objectAt } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { ReferenceKind, ReferencePlace } from './reference-check.ts';

const kinds: Readonly<Record<string, ReferenceKind>> = {
  componentId: 'component',
  computeId: 'compute',
  compute: 'compute',
  default_compute: 'compute',
  default_datastore: 'datastore',
  environmentId: 'environment',
  environment: 'environment',
  codeId: 'code',
  code: 'code',
  component: 'component',
};

/** Below these keys stands what the submitter's own code reads: the service follows nothing there. */
const opaque = new Set([
  'inputs',
  'outputs',
  'environment_variables',
  'environmentVariables',
  'tags',
  'properties',
  'description',
  'command',
  'args',
  'name',
]);

/** Every place of a job's properties where the service follows a reference on submission. */
export function jobReferencePlaces(jobType: string, properties: JsonObject): ReferencePlace[] {
  const own = placesAt(properties, ['componentId', 'computeId', 'environmentId', 'codeId'], '');
  const trial = objectAt(properties, 'trial');
  const below = trial === undefined ? [] : placesAt(trial, ['environmentId', 'codeId'], 'trial.');
  if (jobType !== 'Pipeline') return [...own, ...below];
  return [...own, ...deepPlaces(properties['settings'], 'settings'), ...deepPlaces(properties['jobs'], 'jobs')];
}

/** The places inside a component's specification: a pipeline component has nodes of its own. */
export function componentReferencePlaces(spec: JsonObject): ReferencePlace[] {
  return deepPlaces(spec, 'componentSpec');
}

function placesAt(holder: JsonObject, keys: readonly string[], prefix: string): ReferencePlace[] {
  return keys.flatMap((key) => placeOf(key, holder[key], `${prefix}${key}`));
}

/** `jobs` and `settings` have no schema, so references are found by their keys wherever they stand. */
function deepPlaces(value: Json | undefined, path: string): ReferencePlace[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => deepPlaces(each, `${path}[${index}]`));
  if (!isObject(value)) return [];
  // The keys of `jobs` are the submitter's names for the nodes, whatever they spell.
  const isNodeMap = path === 'jobs' || path.endsWith('.jobs');
  return Object.entries(value).flatMap(([key, member]) => {
    if (!isNodeMap && opaque.has(key)) return [];
    const here = isNodeMap ? [] : placeOf(key, member, `${path}.${key}`);
    return here.length > 0 ? here : deepPlaces(member, `${path}.${key}`);
  });
}

function placeOf(key: string, value: Json | undefined, path: string): ReferencePlace[] {
  const kind = kinds[key];
  if (kind === undefined || typeof value !== 'string' || value === '') return [];
  return [{ path, kind, value }];
}
