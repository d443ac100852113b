import { created, ok } from '../answer.ts';
import { assetView, containerView } from '../asset-view.ts';
import { normalComponent, sameAnonymous } from '../component-spec.ts';
import { bodyInvalid, propertyMissing, readOnlyRefused, versionImmutable } from '../errors-derived.ts';
import { raiseWrite } from '../context.ts';
import { canonical, objectAt, withoutNulls } from '../json.ts';
import { readOnlyIn } from '../read-only.ts';
import { checkReference } from '../reference-check.ts';
import { componentReferencePlaces } from '../reference-places.ts';
import { assetKey, versionsOf } from '../store.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Asset, AssetType } from '../store.ts';

const required: Readonly<Record<AssetType, string | undefined>> = {
  environments: undefined,
  codes: 'codeUri',
  components: 'componentSpec',
  data: 'dataUri',
  models: 'modelUri',
};

const mutable = ['description', 'tags', 'properties', 'isArchived'];

/** Creates a version of an asset. Versions are immutable but for their descriptions. */
export function putAsset(call: Call, type: AssetType): Answer {
  const { name = '', version = '' } = call.params;
  const properties = objectAt(call.body, 'properties');
  if (call.body === undefined || properties === undefined) return bodyInvalid("the member 'properties' is missing");
  const readOnly = readOnlyIn(`${type}/versions`, call.body);
  if (readOnly.length > 0) return readOnlyRefused(readOnly, call.where);
  const key = required[type];
  if (key !== undefined && !properties[key]) return propertyMissing(`properties.${key}`, call.where);
  return type === 'components'
    ? putComponent(call, name, version, properties)
    : putVersion(call, type, name, version, properties);
}

function putComponent(call: Call, name: string, version: string, properties: JsonObject): Answer {
  const { world, workspace, where } = call;
  const spec = objectAt(properties, 'componentSpec') ?? {};
  const refusal = componentReferencePlaces(spec)
    .map((place) => checkReference(world.store, workspace, place, where.now))
    .find((answer) => answer !== undefined);
  if (refusal !== undefined) return refusal;
  const normal = { ...properties, componentSpec: normalComponent(spec) };
  // An anonymous component that exists already is found again, under its own version (recorded).
  const same = sameAnonymous(workspace, name, normal);
  if (same !== undefined) return created(assetView(workspace, same));
  return putVersion(call, 'components', name, version, normal);
}

function putVersion(call: Call, type: AssetType, name: string, version: string, properties: JsonObject): Answer {
  const { workspace, principal, where } = call;
  const key = assetKey(type, name, version);
  const stamp = { at: where.now, by: principal };
  const existing = workspace.assets.get(key);
  if (existing !== undefined) {
    const changed = changes(existing, properties);
    if (changed.length > 0) return versionImmutable(type, changed, where);
    const kept = Object.fromEntries(
      mutable.filter((each) => each in properties).map((each) => [each, properties[each] ?? null]),
    );
    existing.properties = { ...existing.properties, ...kept };
    existing.modified = stamp;
    raiseWrite(call, `${type}/${existing.name}/versions/${existing.version}`, `${type}/versions/write`, null);
    return ok(assetView(workspace, existing));
  }
  const asset: Asset = {
    type,
    name,
    version,
    properties: structuredClone(properties),
    created: stamp,
    modified: stamp,
  };
  workspace.assets.set(key, asset);
  raiseWrite(call, `${type}/${name}/versions/${version}`, `${type}/versions/write`, null);
  return created(assetView(workspace, asset));
}

function changes(existing: Asset, properties: JsonObject): string[] {
  return Object.keys(properties)
    .filter((key) => !mutable.includes(key) && key !== 'isAnonymous')
    .filter(
      (key) =>
        canonical(withoutNulls(properties[key] ?? null)) !== canonical(withoutNulls(existing.properties[key] ?? null)),
    );
}

/** The container of a name comes with its first version; a PUT to it changes nothing that this simulator keeps. */
export function putContainer(call: Call, type: AssetType): Answer {
  const name = call.params['name'] ?? '';
  const view = containerView(call.workspace, type, versionsOf(call.workspace, type, name));
  return view === undefined ? bodyInvalid(`${type} ${name} has no version yet`) : ok(view);
}
