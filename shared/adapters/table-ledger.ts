import { odata } from '@azure/data-tables';
import type { JobKey, PairName, Side } from '../core/ids.ts';
import { jobKey, shardCount } from '../core/ids.ts';
import type { DoneJob, LedgerJob, LiveJob } from '../core/job.ts';
import { isSameRow, joinJobs, mergeDisposition, mergeObservation, mergeSpecFacts } from '../core/ledger.ts';
import { formatInstant, parseInstant } from '../core/time.ts';
import type { Bookmark, Ledger } from '../ports.ts';
import type { StorageOptions, Table } from './table-client.ts';
import { openTable } from './table-client.ts';
import { fromRow, partition, partitionOf, rowKey, toRow } from './table-ledger-row.ts';
import type { Row, StoredRow } from './table-row.ts';
import { jsonColumns, readJson, readText } from './table-row.ts';

/** Writers of one row overtake each other; each round one of them gets through, so this many is a fault. */
const maxRounds = 100;

/**
 * The rows of a job: one of the two, as a rule. A writer that found none may insert one while another inserts the
 * other; until one of them has joined the two, both are here.
 */
type Held = { readonly live?: StoredRow; readonly done?: StoredRow; readonly job?: LedgerJob };

/** The ledger in the table `Jobs`. What a row becomes is the core's join; this only writes it so that none is lost. */
export function createTableLedger(options: StorageOptions): Ledger {
  return ledgerOver(openTable('Jobs', options));
}

/** The ledger over an opened table, so that a test can come between any two of its calls. */
export function ledgerOver(table: Table): Ledger {
  async function load(pair: PairName, key: JobKey): Promise<Held> {
    const at = partitionOf(pair, key);
    return heldOf(await Promise.all([table.get(at, rowKey('live', key)), table.get(at, rowKey('done', key))]));
  }

  /** For those who add to a row that is there: the other one only where there is no live one, as is the rule. */
  async function loadOne(pair: PairName, key: JobKey): Promise<Held> {
    const at = partitionOf(pair, key);
    const live = await table.get(at, rowKey('live', key));
    return heldOf([live, live === undefined ? await table.get(at, rowKey('done', key)) : undefined]);
  }

  function heldOf([live, done]: readonly [StoredRow | undefined, StoredRow | undefined]): Held {
    const jobs = [live, done].filter((row) => row !== undefined).map(fromRow);
    return {
      ...(live === undefined ? {} : { live }),
      ...(done === undefined ? {} : { done }),
      ...(jobs.length === 0 ? {} : { job: jobs.reduce(joinJobs) }),
    };
  }

  /** Writes the job over the rows that were read; false when one of them is another by now. */
  async function store(job: LedgerJob, { live, done }: Held): Promise<boolean> {
    const row = toRow(job);
    const [same, other] = job.state === 'live' ? [live, done] : [done, live];
    if (other === undefined) {
      return same === undefined
        ? (await table.insert(row)) === 'inserted'
        : (await table.replace(row, same.etag)).kind === 'written';
    }
    // From live to done (or back) in one transaction: no reader ever finds the job in neither place.
    const write =
      same === undefined ? ({ kind: 'insert', row } as const) : ({ kind: 'replace', row, etag: same.etag } as const);
    return (await table.transact([write, { kind: 'remove', row: other }])) === 'written';
  }

  /** Changes the job's row by a function that may be applied any number of times; undefined means no change at all. */
  async function change(
    pair: PairName,
    key: JobKey,
    next: (row: LedgerJob | undefined) => LedgerJob | undefined,
    first: typeof load = load,
  ): Promise<{ readonly job: LedgerJob; readonly before?: LedgerJob } | undefined> {
    let inserted = false;
    for (let round = 0; round < maxRounds; round += 1) {
      // A row beside the live one, which a writer that died has left, makes a write in its place fail.
      let rows = await (round === 0 ? first : load)(pair, key);
      if (rows.job === undefined && first !== load) rows = await load(pair, key);
      const job = next(rows.job);
      if (job === undefined) return undefined;
      const before = inserted || rows.job === undefined ? {} : { before: rows.job };
      const single = rows.live === undefined || rows.done === undefined;
      if (single && rows.job !== undefined && isSameRow(job, rows.job)) return { job, ...before };
      if (!(await store(job, rows))) continue;
      if (rows.job !== undefined) return { job, ...before };
      // Nothing forbids the insertion of both rows by two writers: the later one sees the other here, and joins them.
      inserted = true;
      const after = await load(pair, key);
      if (after.live === undefined || after.done === undefined) return { job };
    }
    throw new Error(`the row of ${key} in ${pair} was changed by others ${maxRounds} times in a row`);
  }

  async function list(
    pair: PairName,
    state: LedgerJob['state'],
    side: Side | undefined,
    more = '',
  ): Promise<StoredRow[]> {
    // `;` follows `:` and `<` follows `;`, so these are the ends of the ranges of one side and of one state.
    const [from, to] = side === undefined ? [`${state};`, `${state}<`] : [`${state};${side}:`, `${state};${side};`];
    const shards = await Promise.all(
      Array.from({ length: shardCount }, (_, shard) =>
        table.query(odata`PartitionKey eq ${partition(pair, shard)} and RowKey ge ${from} and RowKey lt ${to}` + more),
      ),
    );
    return shards.flat();
  }

  /** Writes the row over the one that was held, or removes that; false when it is another by now. */
  async function put(row: Row, held: StoredRow | undefined, keep: boolean): Promise<boolean> {
    if (held === undefined) return !keep || (await table.insert(row)) === 'inserted';
    return keep ? (await table.replace(row, held.etag)).kind === 'written' : (await table.remove(held)) === 'removed';
  }

  return {
    async observe(pair, seen) {
      const merged = await change(pair, jobKey(seen.side, seen.name), (row) => mergeObservation(pair, row, seen));
      if (merged === undefined) throw new Error('an observation always makes a row');
      return merged;
    },
    async recordSpec(pair, key, facts) {
      const next = (row: LedgerJob | undefined) => (row === undefined ? undefined : mergeSpecFacts(row, facts));
      return (await change(pair, key, next, loadOne))?.job;
    },
    async recordDisposition(pair, key, disposition) {
      const next = (row: LedgerJob | undefined) => (row === undefined ? undefined : mergeDisposition(row, disposition));
      return (await change(pair, key, next, loadOne))?.job;
    },
    async get(pair, key) {
      // A job that moves between the two reads is missed by both; the second look finds it.
      return (await load(pair, key)).job ?? (await load(pair, key)).job;
    },
    async live(pair, side) {
      return (await list(pair, 'live', side)).map(fromRow).filter((job): job is LiveJob => job.state === 'live');
    },
    async done(pair, side, endedSince) {
      const more = endedSince === undefined ? '' : odata` and endedAt ge ${formatInstant(endedSince)}`;
      return (await list(pair, 'done', side, more)).map(fromRow).filter((job): job is DoneJob => job.state === 'done');
    },
    async prune(pair, endedBefore) {
      const ended = await list(pair, 'done', undefined, odata` and endedAt lt ${formatInstant(endedBefore)}`);
      let removed = 0;
      for (const row of ended) if ((await table.remove(row)) === 'removed') removed += 1;
      return removed;
    },
    async watermark(pair, side) {
      const row = await table.get(`${pair}|watermark`, side);
      return row === undefined ? undefined : parseInstant(readText(row, 'at'));
    },
    async bookmark(pair, side) {
      const row = await table.get(`${pair}|watermark`, `${side};left`);
      return row === undefined ? undefined : readJson<Bookmark>(row, 'left');
    },
    async setBookmark(pair, side, left) {
      const row = { partitionKey: `${pair}|watermark`, rowKey: `${side};left`, columns: jsonColumns('left', left) };
      for (let round = 0; round < maxRounds; round += 1) {
        const held = await table.get(row.partitionKey, row.rowKey);
        if (await put(row, held, left !== undefined)) return;
      }
      throw new Error(`the bookmark of ${pair} ${side} was changed by others ${maxRounds} times in a row`);
    },
    async setWatermark(pair, side, at) {
      const row = { partitionKey: `${pair}|watermark`, rowKey: side, columns: { at: formatInstant(at) } };
      for (let round = 0; round < maxRounds; round += 1) {
        const held = await table.get(row.partitionKey, row.rowKey);
        // What was once paged stays known, so an older answer that comes late changes nothing.
        if (held !== undefined && (readText(held, 'at') ?? '') >= row.columns.at) return;
        if (await put(row, held, true)) return;
      }
      throw new Error(`the watermark of ${pair} ${side} was changed by others ${maxRounds} times in a row`);
    },
  };
}
