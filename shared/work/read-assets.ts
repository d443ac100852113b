import type { PairConfig } from '../core/config.ts';
import type { ExportAsset } from '../core/export/document.ts';
import { isAssetKind, needKey, needsOf, type Need } from '../core/export/needs.ts';
import type { Side } from '../core/ids.ts';
import type { WorkspaceFacts } from '../core/mirror/facts.ts';
import type { Assets, AssetStore } from '../ports.ts';

type Reads = {
  readonly assetStore: Pick<AssetStore, 'getAsset' | 'resolveLabel'>;
  readonly assets: Pick<Assets, 'facts'>;
};

const readAtOnce = 8;

/**
 * What is needed, and what that needs in turn, as far as it can be read: assets from their workspace, datastores and
 * computes from what the mirror has kept of them. A workspace that does not answer is not asked again.
 */
export async function readAssets(
  deps: Reads,
  pair: PairConfig,
  side: Side,
  needs: readonly Need[],
): Promise<readonly ExportAsset[]> {
  const workspace = pair.workspaces[side];
  const facts = await deps.assets.facts(pair.name, side);
  const found: ExportAsset[] = [];
  const asked = new Set<string>();
  let away = false;
  let wanted = [...needs];
  while (wanted.length > 0) {
    const fresh = [...new Map(wanted.map((need) => [needKey(need), need]))].filter(([key]) => !asked.has(key));
    const now = fresh.slice(0, readAtOnce);
    for (const [key] of now) asked.add(key);
    const read = (await Promise.all(now.map(([, need]) => readOne(need)))).filter((asset) => asset !== undefined);
    found.push(...read);
    const later = fresh.slice(readAtOnce).map(([, need]) => need);
    wanted = [...later, ...read.flatMap(({ properties }) => needsOf([properties], workspace))];
  }
  return found;

  async function readOne(need: Need): Promise<ExportAsset | undefined> {
    const { kind, name } = need;
    if (!isAssetKind(kind)) return factsOf(need, facts);
    if (away) return undefined;
    const version = need.version ?? (await versionOf(need));
    if (version === undefined) return undefined;
    const answer = await deps.assetStore.getAsset(workspace, { kind, name, version });
    away ||= answer.kind !== 'found' && answer.kind !== 'absent' && answer.kind !== 'refused';
    return answer.kind === 'found' ? { kind, name, version, properties: answer.properties } : undefined;
  }

  async function versionOf({ kind, name, label }: Need): Promise<string | undefined> {
    if (label === undefined || !isAssetKind(kind)) return undefined;
    const answer = await deps.assetStore.resolveLabel(workspace, kind, name, label);
    away ||= answer.kind !== 'found' && answer.kind !== 'absent' && answer.kind !== 'refused';
    return answer.kind === 'found' ? answer.version : undefined;
  }
}

/** What each kind of datastore calls its account and its container. */
const storeFields: Readonly<Record<string, readonly [account: string, container: string]>> = {
  azurefile: ['accountName', 'fileShareName'],
  azuredatalakegen1: ['storeName', 'containerName'],
  azuredatalakegen2: ['accountName', 'filesystem'],
};

function factsOf({ kind, name }: Need, facts: WorkspaceFacts | undefined): ExportAsset | undefined {
  if (kind === 'datastores') {
    const place = facts?.stores.byName.get(name.toLowerCase());
    if (place === undefined) return undefined;
    const { type: datastoreType, account, container } = place;
    const [accountKey, containerKey] = storeFields[datastoreType.toLowerCase()] ?? ['accountName', 'containerName'];
    const properties = { datastoreType, [accountKey]: account, [containerKey]: container };
    return { kind, name: place.name, properties, partial: 'the place that it names; how it signs in is not' };
  }
  const compute = facts?.computes?.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (compute === undefined) return undefined;
  const { computeType, vmSize } = compute;
  const properties = { computeType, ...(vmSize === undefined ? {} : { properties: { vmSize } }) };
  return { kind, name: compute.name, properties, partial: 'its size; how it scales, and its identity, are not' };
}
