import type { Readiness } from '../core/readiness/readiness.ts';
import type { ReadinessRows } from '../ports.ts';
import type { StorageOptions } from './table-client.ts';
import { openTable } from './table-client.ts';
import { jsonColumns, readJson, type Row } from './table-row.ts';

/** One row per pair in the table `Readiness`: the last look at its standby. */
export function createTableReadiness(options: StorageOptions): ReadinessRows {
  const table = openTable('Readiness', options);
  return {
    async get(pair) {
      const found = await table.get(pair, rowKey);
      const row = found === undefined ? undefined : readJson<Readiness>(found, 'json');
      return found === undefined || row === undefined ? undefined : { row, etag: found.etag };
    },
    async put(readiness, etag) {
      const row = toRow(readiness);
      if (etag === undefined) return (await table.insert(row)) === 'inserted' ? 'written' : 'lost';
      return (await table.replace(row, etag)).kind;
    },
  };
}

const rowKey = 'standby';

function toRow(readiness: Readiness): Row {
  const { pair, side, state } = readiness;
  return { partitionKey: pair, rowKey, columns: { side, state, ...jsonColumns('json', readiness) } };
}
