import type { AssetKind, Stores } from '../../../../shared/core/asset.ts';
import { parsePairName, type PairName } from '../../../../shared/core/ids.ts';
import type { Direction } from '../../../../shared/core/mirror/judge.ts';
import type { Way } from '../../../../shared/core/mirror/route.ts';
import type { Counterpart, MirrorRow, MirrorState, Wanted } from '../../../../shared/core/mirror/row.ts';
import { mirrorKey } from '../../../../shared/core/mirror/row.ts';
import { instant, type Instant } from '../../../../shared/core/time.ts';
import { noMapping } from '../../../../shared/core/translate/mapping.ts';

export const now: Instant = instant(Date.parse('2026-03-14T09:00:00Z'));
const pair = parsePairName('vision') as PairName;

function stores(account: string, more: readonly [string, string, string, string][] = []): Stores {
  const all = [
    ['workspaceblobstore', 'AzureBlob', account, `azureml-blobstore-${account}`],
    ['workspaceartifactstore', 'AzureBlob', account, 'azureml'],
    ['workspacefilestore', 'AzureFile', account, `azureml-filestore-${account}`],
    ...more,
  ] as const;
  const byName = new Map(
    all.map(([name, type, owner, container]) => [name, { name, type, account: owner, container }]),
  );
  return { byName, defaultName: 'workspaceblobstore' };
}

const shared: [string, string, string, string] = ['shared_data', 'AzureBlob', 'stshared', 'training'];
const lake: [string, string, string, string] = ['lake', 'AzureDataLakeGen2', 'stlake', 'curated'];

export const way: Way = {
  sourceName: 'vision-east',
  targetName: 'vision-west',
  stores: {
    source: stores('steast', [shared, lake]),
    target: stores('stwest', [['same_data', 'AzureBlob', 'stshared', 'training']]),
  },
  mapping: noMapping,
  policy: { maxBytesPerInput: 1_000, paths: ['**'] },
};

const workspace = (name: string, region: string, guid: string) => ({
  id: `/subscriptions/1111/resourceGroups/rg-${name}/providers/Microsoft.MachineLearningServices/workspaces/${name}`,
  subscriptionId: '1111',
  resourceGroup: `rg-${name}`,
  name,
  region,
  guid,
});

export const direction: Direction = {
  source: workspace('vision-east', 'eastus', '0a1b2c3d-0000-4000-8000-000000000001'),
  target: workspace('vision-west', 'westus2', '0a1b2c3d-0000-4000-8000-000000000002'),
  mapping: noMapping,
  policy: way.policy,
  outputs: 'block',
  facts: {
    source: { at: now, stores: way.stores.source },
    target: { at: now, stores: way.stores.target },
  },
};

export function asset(kind: AssetKind, name: string, version = '1'): Extract<Wanted, { kind: 'asset' }> {
  return { kind: 'asset', asset: { kind, name, version } };
}

export function data(path: string, datastore = 'workspaceblobstore'): Wanted {
  return { kind: 'data', place: { datastore, path } };
}

export function blobs(path: string, account = 'steast'): Wanted {
  return { kind: 'blobs', place: { account, container: 'code', path } };
}

export function row(what: Wanted, state: MirrorState, attempts = 0): MirrorRow {
  return { pair, from: 'primary', what, state, attempts };
}

export function present(what: Wanted, target: Counterpart = standIn(what), at = now): MirrorRow {
  return row(what, { kind: 'present', target, hash: 'h', at });
}

function standIn(what: Wanted): Counterpart {
  switch (what.kind) {
    case 'asset':
      return { kind: 'asset', name: what.asset.name, version: what.asset.version };
    case 'label':
      return { kind: 'version', version: '1' };
    case 'data':
      return { kind: 'data', place: what.place };
    case 'blobs':
      return { kind: 'blobs', place: what.place };
  }
}

export function rowsOf(...rows: readonly MirrorRow[]): Map<ReturnType<typeof mirrorKey>, MirrorRow> {
  return new Map(rows.map((one) => [mirrorKey(one.what), one]));
}
