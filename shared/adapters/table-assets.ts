import { odata } from '@azure/data-tables';
import pLimit from 'p-limit';
import type { Stores } from '../core/asset.ts';
import type { PairName, Side } from '../core/ids.ts';
import type { WorkspaceFacts } from '../core/mirror/facts.ts';
import type { MirrorKey, MirrorRow } from '../core/mirror/row.ts';
import { mirrorKey, rowName } from '../core/mirror/row.ts';
import type { Assets, Versioned } from '../ports.ts';
import type { StorageOptions } from './table-client.ts';
import { openTable } from './table-client.ts';
import type { Row, StoredRow } from './table-row.ts';
import { jsonColumns, readJson, readNumber } from './table-row.ts';

const readsAtOnce = 16;
/** Another writer of the same facts was there first: a few rounds always do. */
const maxRounds = 20;

/** The asset map in the table `Assets`: a partition for each pair and direction, and one for the facts of its workspaces. */
export function createTableAssets(options: StorageOptions): Assets {
  const table = openTable('Assets', options);
  const limit = pLimit(readsAtOnce);

  return {
    async get(pair, from, keys) {
      const rows = await Promise.all(
        [...new Set(keys)].map((key) => limit(() => table.get(partition(pair, from), rowName(key)))),
      );
      const found = new Map<MirrorKey, Versioned<MirrorRow>>();
      for (const row of rows) {
        if (row === undefined) continue;
        const versioned = { row: contentOf(row), etag: row.etag };
        found.set(mirrorKey(versioned.row.what), versioned);
      }
      return found;
    },
    async list(pair, from, state) {
      const all = odata`PartitionKey eq ${partition(pair, from)}`;
      const filter = state === undefined ? all : `${all} and ${odata`state eq ${state}`}`;
      return (await table.query(filter)).map(contentOf);
    },
    async insert(row) {
      if ((await table.insert(toRow(row))) === 'exists') return { kind: 'lost' };
      const { partitionKey, rowKey } = toRow(row);
      const written = await table.get(partitionKey, rowKey);
      return written === undefined ? { kind: 'lost' } : { kind: 'written', etag: written.etag };
    },
    update: (row, etag) => table.replace(toRow(row), etag),

    async facts(pair, side) {
      const row = await table.get(`${pair}|facts`, side);
      return row === undefined ? undefined : readFacts(row);
    },
    async setFacts(pair, side, facts) {
      const row = { partitionKey: `${pair}|facts`, rowKey: side, columns: factColumns(facts) };
      for (let round = 0; round < maxRounds; round += 1) {
        const held = await table.get(row.partitionKey, row.rowKey);
        if (held !== undefined && (readNumber(held, 'at') ?? 0) > facts.at) return;
        const done =
          held === undefined
            ? (await table.insert(row)) === 'inserted'
            : (await table.replace(row, held.etag)).kind === 'written';
        if (done) return;
      }
    },
  };
}

function partition(pair: PairName, from: Side): string {
  return `${pair}|${from}`;
}

/** Beside the content stands what a person wants to see who looks into the table. */
function toRow(row: MirrorRow): Row {
  const key = mirrorKey(row.what);
  const { state } = row;
  return {
    partitionKey: partition(row.pair, row.from),
    rowKey: rowName(key),
    columns: {
      source: key.slice(0, 1_000),
      state: state.kind,
      target: state.kind === 'present' ? JSON.stringify(state.target).slice(0, 2_000) : undefined,
      hash: state.kind === 'present' ? state.hash : undefined,
      error: state.kind === 'failed' ? state.reason.code : undefined,
      attempts: row.attempts,
      ...jsonColumns('json', row),
    },
  };
}

function contentOf(row: StoredRow): MirrorRow {
  const content = readJson<MirrorRow>(row, 'json');
  if (content === undefined) throw new Error(`row ${row.partitionKey} / ${row.rowKey} of table Assets has no content`);
  return content;
}

type StoredStores = Omit<Stores, 'byName'> & { readonly byName: readonly (readonly [string, StorePlaceWithName])[] };
type StorePlaceWithName = Stores['byName'] extends ReadonlyMap<string, infer Place> ? Place : never;

function factColumns({ stores, ...facts }: WorkspaceFacts): Row['columns'] {
  const stored: StoredStores = { ...stores, byName: [...stores.byName] };
  return { at: facts.at, ...jsonColumns('facts', facts), ...jsonColumns('stores', stored) };
}

function readFacts(row: StoredRow): WorkspaceFacts | undefined {
  const facts = readJson<Omit<WorkspaceFacts, 'stores'>>(row, 'facts');
  const stores = readJson<StoredStores>(row, 'stores');
  if (facts === undefined || stores === undefined) return undefined;
  return { ...facts, stores: { ...stores, byName: new Map(stores.byName) } };
}
