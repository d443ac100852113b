import { odata } from '@azure/data-tables';
import { parseRunId } from '../core/ids.ts';
import type { RunId } from '../core/ids.ts';
import type { Item, Run } from '../core/run.ts';
import type { Runs, Versioned } from '../ports.ts';
import type { StorageOptions } from './table-client.ts';
import { openTable } from './table-client.ts';
import { jsonColumns, readJson } from './table-row.ts';
import type { Row, StoredRow } from './table-row.ts';

/** Runs under their pair, items under their run in the order of their ranks. */
export function createTableRuns(options: StorageOptions): Runs {
  const runs = openTable('Runs', options);
  const items = openTable('Items', options);

  return {
    insertRun: (run) => runs.insert(runRow(run)),

    async getRun(run) {
      const found = await runs.get(pairOf(run), run);
      return found === undefined ? undefined : versioned<Run>(found);
    },

    async listRuns(pair) {
      const rows = await runs.query(odata`PartitionKey eq ${pair}`);
      const found = rows.map((row) => versioned<Run>(row).row);
      return found.toSorted((a, b) => b.order.claimedAt - a.order.claimedAt);
    },

    async updateRun(run, etag) {
      return (await runs.replace(runRow(run), etag)).kind;
    },

    insertItem: (item) => items.insert(itemRow(item)),

    async items(run, range) {
      const filter =
        range === undefined
          ? odata`PartitionKey eq ${run}`
          : odata`PartitionKey eq ${run} and RowKey ge ${range.from} and RowKey le ${range.to}`;
      return (await items.query(filter)).map((row) => versioned<Item>(row));
    },

    updateItem: (item, etag) => items.replace(itemRow(item), etag),
  };
}

function runRow(run: Run): Row {
  return { partitionKey: run.pair, rowKey: run.order.run, columns: { state: run.state, ...jsonColumns('json', run) } };
}

function itemRow(item: Item): Row {
  const state = item.state.kind === 'ended' ? item.state.outcome : item.state.kind;
  return { partitionKey: item.run, rowKey: item.rank, columns: { job: item.job, state, ...jsonColumns('json', item) } };
}

function versioned<Content>(row: StoredRow): Versioned<Content> {
  const content = readJson<Content>(row, 'json');
  if (content === undefined) throw new Error(`row ${row.partitionKey} / ${row.rowKey} has no content`);
  return { row: content, etag: row.etag };
}

function pairOf(run: RunId): string {
  return parseRunId(run)?.pair ?? run;
}
