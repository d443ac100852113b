import { ok } from '../answer.ts';
import { assetView, containerView } from '../asset-view.ts';
import { assetNotFound } from '../errors-derived.ts';
import { assetKey, versionsOf } from '../store.ts';
import { objectAt } from '../json.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';
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

/** All versions of a name, newest first; of code, the versions with a given hash whatever their name (recorded). */
export function listVersions(call: Call, type: AssetType): Answer {
  const hash = call.url.searchParams.get('hash');
  const found =
    type === 'codes' && hash !== null
      ? [...call.workspace.assets.values()].filter((one) => one.type === 'codes' && hashOf(one) === hash)
      : versionsOf(call.workspace, type, call.params['name'] ?? '');
  return ok({ value: found.toReversed().map((one) => assetView(call.workspace, one)) });
}

function hashOf(asset: Asset): unknown {
  return objectAt(asset.properties, 'properties')?.['hash_sha256'];
}
