import { odata } from '@azure/data-tables';
import type { PairName } from '../core/ids.ts';
import type { ProposalAnswer, ProposalRecord } from '../core/proposal-record.ts';
import type { Proposals, Versioned } from '../ports.ts';
import type { StorageOptions } from './table-client.ts';
import { openTable } from './table-client.ts';
import { jsonColumns, readJson } from './table-row.ts';
import type { Row, StoredRow } from './table-row.ts';

/** The distance from a far day, so that the newest comes first. */
const farFuture = 9_999_999_999_999;

/**
 * A proposal is a row, and a person's answer to it a row beside it, inserted once. Both are in the pair's partition, so
 * that an answer and what it makes of the proposal are written together.
 */
export function createTableProposals(options: StorageOptions): Proposals {
  const table = openTable('Proposals', options);

  /** Rows come in the order of their keys: an answer just before its proposal. */
  function versionedOf(rows: readonly StoredRow[]): Versioned<ProposalRecord>[] {
    return rows.flatMap((row, index) => {
      const record = readJson<ProposalRecord>(row, 'record');
      const before = rows[index - 1];
      if (record === undefined) return [];
      const answer = before?.rowKey === answerKey(row.rowKey) ? readJson<ProposalAnswer>(before, 'answer') : undefined;
      return [{ row: answer === undefined ? record : { ...record, answer }, etag: row.etag }];
    });
  }

  return {
    async latest(pair) {
      return versionedOf(await table.query(odata`PartitionKey eq ${pair}`, 2))[0];
    },

    async get(pair, proposal) {
      const key = keyOf(pair, proposal);
      if (key === undefined) return undefined;
      const [answer, row] = await Promise.all([table.get(pair, answerKey(key)), table.get(pair, key)]);
      return versionedOf([answer, row].filter((each) => each !== undefined))[0];
    },

    async list(pair, top) {
      const rows = await table.query(odata`PartitionKey eq ${pair}`, top * 2);
      return versionedOf(rows)
        .slice(0, top)
        .map(({ row }) => row);
    },

    async insert(record) {
      if ((await table.insert(rowOf(record))) === 'exists') return { kind: 'lost' };
      const found = await table.get(record.proposal.pair, rowOf(record).rowKey);
      // Read back for its version; somebody may have written in between, and then it is theirs.
      return found === undefined ? { kind: 'lost' } : { kind: 'written', etag: found.etag };
    },

    update: (record, etag) => table.replace(rowOf(record), etag),

    async answer(record, answer, etag) {
      const row = rowOf(record);
      const beside = { partitionKey: row.partitionKey, rowKey: answerKey(row.rowKey) };
      return table.transact([
        { kind: 'insert', row: { ...beside, columns: jsonColumns('answer', answer) } },
        { kind: 'replace', row, etag },
      ]);
    },
  };
}

function keyOf(pair: PairName, proposal: string): string | undefined {
  const at = new RegExp(`^${pair}-p(\\d{1,13})$`).exec(proposal)?.[1];
  return at === undefined ? undefined : `${String(farFuture - Number(at)).padStart(13, '0')};proposal`;
}

function answerKey(key: string): string {
  return key.replace(/;proposal$/, ';answer');
}

/** @throws Error for an id that no judgement gives. */
function rowOf({ answer: _answer, ...record }: ProposalRecord): Row {
  const { pair, id, state } = record.proposal;
  const rowKey = keyOf(pair, id);
  if (rowKey === undefined) throw new Error(`no id of a proposal of ${pair}: ${id}`);
  return { partitionKey: pair, rowKey, columns: { state, ...jsonColumns('record', record) } };
}
