import { shortHash } from '../core/ids.ts';
import type { RequestRecord } from '../core/request.ts';
import type { Requests, Versioned } from '../ports.ts';
import type { StorageOptions } from './table-client.ts';
import { openTable } from './table-client.ts';
import { jsonColumns, readJson } from './table-row.ts';
import type { Row, StoredRow } from './table-row.ts';

export function createTableRequests(options: StorageOptions): Requests {
  const table = openTable('Requests', options);

  async function get(pair: string, requestId: string): Promise<Versioned<RequestRecord> | undefined> {
    const found = await table.get(pair, keyOf(requestId));
    return found === undefined ? undefined : versioned(found);
  }

  return {
    get,
    async pin(record) {
      for (;;) {
        const found = await get(record.pair, record.requestId);
        if (found !== undefined) return found;
        await table.insert(rowOf(record));
      }
    },
    async update(record, etag) {
      return (await table.replace(rowOf(record), etag)).kind;
    },
  };
}

/** A requestId is the sender's text and may hold anything: the key is its hash, the text itself is in the row. */
function keyOf(requestId: string): string {
  return shortHash(requestId, 32);
}

function rowOf(record: RequestRecord): Row {
  return {
    partitionKey: record.pair,
    rowKey: keyOf(record.requestId),
    columns: { outcome: record.outcome.kind, ...jsonColumns('json', record) },
  };
}

function versioned(row: StoredRow): Versioned<RequestRecord> {
  const record = readJson<RequestRecord>(row, 'json');
  if (record === undefined) throw new Error(`row ${row.partitionKey} / ${row.rowKey} of table Requests has no content`);
  return { row: record, etag: row.etag };
}
