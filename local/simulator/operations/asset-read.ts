import { ok } from '../answer.ts';
import { assetView, containerView } from '../asset-view.ts';
import { assetNotFound } from '../errors-derived.ts';
import { assetKey, versionsOf } from '../store.ts';
import { objectAt } from '../json.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Asset, AssetType } from '../store.ts';

/** One version. */
export function getAsset(call: Call, type: AssetType): Answer {
  const { name = '', version = '' } = call.params;
  const asset = call.workspace.assets.get(assetKey(type, name, version)) ?? curated(call, type, name, version);
  return asset === undefined ? assetNotFound(type, name, version, call.where) : ok(assetView(call.workspace, asset));
}

/** Microsoft's own environments are in every workspace, at any version. */
function curated(call: Call, type: AssetType, name: string, version: string): Asset | undefined {
  if (type !== 'environments' || !/^AzureML-/i.test(name)) return undefined;
  const { created } = call.workspace;
  const properties = {
    environmentType: 'Curated',
    image: `mcr.microsoft.com/azureml/curated/${name.slice(8).toLowerCase()}:${version}`,
  };
  return { type, name, version, properties, created, modified: created };
}

/** What the versions of one name have in common. */
export function getContainer(call: Call, type: AssetType): Answer {
  const name = call.params['name'] ?? '';
  const view = containerView(call.workspace, type, versionsOf(call.workspace, type, name));
  return view === undefined ? assetNotFound(type, name, 'any', call.where) : ok(view);
}

/** All containers of a type, in one page. */
export function listContainers(call: Call, type: AssetType): Answer {
  const names = new Set(
    [...call.workspace.assets.values()].filter((one) => one.type === type).map((one) => one.name.toLowerCase()),
  );
  const views = [...names].map((name) => containerView(call.workspace, type, versionsOf(call.workspace, type, name)));
  return ok({ value: views.filter((view) => view !== undefined) });
}

/**
 * All versions of a name, newest first; of code, the versions with a given hash whatever their name (recorded). How many
 * come at once and in which order follows the SDK's own `$top` and `$orderBy`.
 */
export function listVersions(call: Call, type: AssetType): Answer {
  const query = call.url.searchParams;
  const found = type === 'codes' && query.has('hash') ? sameCode(call) : versionsOf(call.workspace, type, nameIn(call));
  const ordered = /createdtime\s+asc/i.test(query.get('$orderBy') ?? '') ? found : found.toReversed();
  const top = Number(query.get('$top') ?? Number.NaN);
  const skip = Number(query.get('$skip') ?? 0);
  const page = Number.isInteger(top) && top > 0 ? ordered.slice(skip, skip + top) : ordered.slice(skip);
  const body: JsonObject = { value: page.map((one) => assetView(call.workspace, one)) };
  if (skip + page.length < ordered.length) {
    const next = new URL(call.url);
    next.searchParams.set('$skip', String(skip + page.length));
    body['nextLink'] = next.href;
  }
  return ok(body);
}

/** The version that a label means; `latest` is the one label that every name has. Derived. */
export function getLabelled(call: Call, type: AssetType): Answer {
  const label = call.params['label']?.toLowerCase() ?? '';
  const newest = versionsOf(call.workspace, type, nameIn(call)).at(-1);
  const isKnown = label === 'latest' || label === 'default';
  return newest === undefined || !isKnown
    ? assetNotFound(type, nameIn(call), label, call.where)
    : ok(assetView(call.workspace, newest));
}

function nameIn(call: Call): string {
  return call.params['name'] ?? '';
}

function sameCode(call: Call): Asset[] {
  const query = call.url.searchParams;
  const wanted = query.get('hashVersion');
  return [...call.workspace.assets.values()].filter((one) => {
    const own = objectAt(one.properties, 'properties');
    const isEqual = one.type === 'codes' && own?.['hash_sha256'] === query.get('hash');
    return isEqual && (wanted === null || own?.['hash_version'] === wanted);
  });
}
