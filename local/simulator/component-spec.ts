import { canonical, isObject, objectAt } from './json.ts';
import { assetKey } from './store.ts';
import type { Json, JsonObject } from './json.ts';
import type { Asset, Workspace } from './store.ts';

const anonymousName = 'azureml_anonymous';

/**
 * A component's specification as the service keeps it (recorded for a command): scalars become text, `_source` goes, a
 * curated environment becomes its pinned version in the registry, and resources keep only the number of nodes.
 */
export function normalComponent(spec: JsonObject): JsonObject {
  const kept = Object.entries(spec).filter(([key]) => key !== '_source');
  const normal = Object.fromEntries(kept.map(([key, value]) => [key, normalMember(key, value)]));
  if (normal['type'] !== 'command' || normal['resources'] === undefined) return normal;
  const count = objectAt(spec, 'resources')?.['instance_count'];
  return { ...normal, resources: { instance_count: typeof count === 'number' ? String(count) : (count ?? '1') } };
}

function normalMember(key: string, value: Json): Json {
  if (key === 'is_deterministic' && typeof value === 'boolean') return value ? 'True' : 'False';
  if (key === 'environment' && typeof value === 'string') return pinned(value);
  return value;
}

const latestCuratedVersion = '33';

function pinned(environment: string): string {
  const [, name, version] = /^azureml:(AzureML-[^:@]+)(?::([^:@]+)|@latest)?$/.exec(environment) ?? [];
  if (name === undefined) return environment;
  return `azureml://registries/azureml/environments/${name}/versions/${version ?? latestCuratedVersion}`;
}

/** The anonymous component of this workspace that says the same, whatever version it was given. */
export function sameAnonymous(workspace: Workspace, name: string, properties: JsonObject): Asset | undefined {
  if (name !== anonymousName || properties['isAnonymous'] !== true) return undefined;
  const wanted = specText(properties);
  const prefix = assetKey('components', anonymousName, '');
  return [...workspace.assets.entries()].find(
    ([key, asset]) => key.startsWith(prefix) && specText(asset.properties) === wanted,
  )?.[1];
}

function specText(properties: JsonObject): string {
  const spec = properties['componentSpec'];
  return isObject(spec) ? canonical(normalComponent(spec)) : '';
}
