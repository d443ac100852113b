import type { Brake } from '../core/brake.ts';
import type { Brakes } from '../ports.ts';
import type { StorageOptions } from './table-client.ts';
import { openTable } from './table-client.ts';
import { jsonColumns, readJson } from './table-row.ts';

/** Beside the pointer and the claim, in a row of its own: a pause never stands in the way of a claim. */
const rowKey = 'brake';

export function createTableBrakes(options: StorageOptions): Brakes {
  const table = openTable('Pointer', options);
  return {
    async read(pair) {
      const found = await table.get(pair, rowKey);
      return found === undefined ? {} : (readJson<Brake>(found, 'json') ?? {});
    },
    async change(pair, next) {
      for (;;) {
        const found = await table.get(pair, rowKey);
        const before = found === undefined ? {} : (readJson<Brake>(found, 'json') ?? {});
        const after = next(before);
        if (after === before) return { before, after };
        const row = { partitionKey: pair, rowKey, columns: jsonColumns('json', after) };
        const done =
          found === undefined
            ? (await table.insert(row)) === 'inserted'
            : (await table.replace(row, found.etag)).kind === 'written';
        if (done) return { before, after };
      }
    },
  };
}
