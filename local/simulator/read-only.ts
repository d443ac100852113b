import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';

const envelope = ['id', 'name', 'type', 'systemData'];

/**
 * The properties that only the service writes, by resource type. `*` stands for any key. A path covers all that lies
 * below it.
 */
export const readOnlyPaths: Readonly<Record<string, readonly string[]>> = {
  jobs: [
    ...envelope,
    'properties.parameters',
    'properties.services.*.errorMessage',
    'properties.services.*.status',
    'properties.status',
  ],
  'environments/versions': [...envelope, 'properties.environmentType', 'properties.provisioningState'],
  'codes/versions': [...envelope, 'properties.provisioningState'],
  'components/versions': [...envelope, 'properties.provisioningState'],
  'data/versions': envelope,
  'models/versions': [...envelope, 'properties.provisioningState'],
  datastores: [...envelope, 'properties.isDefault'],
};

/** The read-only properties that a body sets all the same; one that is null sets nothing. */
export function readOnlyIn(type: string, body: JsonObject): string[] {
  return (readOnlyPaths[type] ?? []).flatMap((path) => found(body, path.split('.'), []));
}

function found(value: Json | undefined, path: readonly string[], walked: readonly string[]): string[] {
  const [key, ...rest] = path;
  if (key === undefined) return value === undefined || value === null ? [] : [walked.join('.')];
  if (!isObject(value)) return [];
  const keys = key === '*' ? Object.keys(value) : [key];
  return keys.flatMap((each) => found(value[each], rest, [...walked, each]));
}
