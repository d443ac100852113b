import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAzurite, type Azurite } from '../../local/azurite.ts';
import { openTable, type StorageOptions, type Table } from '../../shared/adapters/table-client.ts';
import { toRow } from '../../shared/adapters/table-ledger-row.ts';
import { createTableLedger, ledgerOver } from '../../shared/adapters/table-ledger.ts';
import { jobKey, shardOf, type PairName } from '../../shared/core/ids.ts';
import type { LedgerJob } from '../../shared/core/job.ts';
import { mergeObservation } from '../../shared/core/ledger.ts';
import type { JobObservation } from '../../shared/core/observation.ts';
import { instant } from '../../shared/core/time.ts';
import type { Ledger } from '../../shared/ports.ts';
import { describeLedger, freshPair } from './ledger.contract.ts';

let azurite: Azurite;
let options: StorageOptions;
let ledger: Ledger;
let table: Table;

beforeAll(async () => {
  azurite = await startAzurite({ inMemory: true });
  options = { access: { kind: 'connectionString', value: azurite.connectionString }, timeout: 10_000 };
  ledger = createTableLedger(options);
  table = openTable('Jobs', options);
});
afterAll(async () => await azurite.stop());

describeLedger(() => ledger);

const running: JobObservation = {
  side: 'primary',
  name: 'Train_7',
  at: instant(Date.parse('2026-03-01T12:00:00Z')),
  status: 'Running',
};
const ended: JobObservation = { ...running, at: instant(Date.parse('2026-03-01T12:05:00Z')), status: 'Completed' };

/** What a crash between an insertion and its second look leaves behind: a live row and a tombstone of one job. */
async function bothRows(pair: PairName): Promise<void> {
  await table.insert(toRow(mergeObservation(pair, undefined, { ...running, cancelRequested: true })));
  await table.insert(toRow(mergeObservation(pair, undefined, ended)));
}

test('a row is where people look for it: pair and shard, then state and job', async () => {
  const pair = freshPair();
  const { job } = await ledger.observe(pair, running);
  const shard = String(shardOf(job.key)).padStart(2, '0');
  expect((await table.get(`${pair}|${shard}`, 'live;primary:train_7'))?.columns).toMatchObject({
    ...{ name: 'Train_7', status: 'Running', statusAt: '2026-03-01T12:00:00.000Z', cancelRequested: false },
    ...{ tags: '{}', spec: '{"kind":"wanted"}' },
  });
});

test('a live row that a crash left beside the tombstone is never more than that: a look at the job joins them', async () => {
  const pair = freshPair();
  await bothRows(pair);
  expect(await ledger.get(pair, jobKey('primary', 'train_7'))).toMatchObject({
    state: 'done',
    status: 'Completed',
    cancelRequested: true,
  });
});

test('a job that moves while somebody looks for it is found, and so is it by who adds to it', async () => {
  const pair = freshPair();
  const key = jobKey('primary', 'train_7');
  const moving = (from: 'live' | 'done', how: () => Promise<unknown>) => {
    let reads = 0;
    const moved = Promise.withResolvers<void>();
    return ledgerOver({
      ...table,
      async get(partition, row) {
        // The place where it was is looked into after the move, the other one before it.
        if (row.startsWith(from)) await moved.promise;
        const found = await table.get(partition, row);
        if (row.startsWith(from) || (reads += 1) > 1) return found;
        await how();
        moved.resolve();
        return found;
      },
    });
  };
  await ledger.observe(pair, running);
  expect(await moving('live', () => ledger.observe(pair, ended)).get(pair, key)).toMatchObject({ name: 'Train_7' });
  const other = freshPair();
  await ledger.observe(other, running);
  await ledger.recordSpec(other, key, { at: ended.at, spec: { kind: 'gone' } });
  const back = { ...running, at: instant(Date.parse('2026-03-01T12:10:00Z')) };
  const facts = { at: back.at, spec: { kind: 'wanted' }, owner: 'Ada' } as const;
  const added = await moving('done', () => ledger.observe(other, back)).recordSpec(other, key, facts);
  expect(added).toMatchObject({ state: 'live', owner: 'Ada' });
});

test('the next observation of a job joins both rows into one', async () => {
  const pair = freshPair();
  await bothRows(pair);
  const { job } = await ledger.observe(pair, running);
  expect(job).toMatchObject({ state: 'done', status: 'Completed', cancelRequested: true });
  expect(await ledger.live(pair)).toEqual([]);
  expect(await ledger.done(pair)).toEqual([job]);
});

test('an observation that says nothing new writes nothing', async () => {
  const pair = freshPair();
  const { job } = await ledger.observe(pair, running);
  const row = toRow(job);
  const before = await table.get(row.partitionKey, row.rowKey);
  await ledger.observe(pair, running);
  expect((await table.get(row.partitionKey, row.rowKey))?.etag).toBe(before?.etag);
});

test('however the calls of several writers to the table interleave, one row is left and nothing told is lost', async () => {
  const told: readonly JobObservation[] = [
    { ...running, cancelRequested: true },
    ended,
    { ...running, experiment: 'churn' },
    { ...ended, at: running.at, status: 'Failed' },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.shuffledSubarray([...told], { minLength: 2 }),
      async (scheduler, observations) => {
        const pair = freshPair();
        const scheduled = ledgerOver({
          name: table.name,
          get: scheduler.scheduleFunction(async (...all) => await table.get(...all)),
          insert: scheduler.scheduleFunction(async (...all) => await table.insert(...all)),
          replace: scheduler.scheduleFunction(async (...all) => await table.replace(...all)),
          remove: scheduler.scheduleFunction(async (...all) => await table.remove(...all)),
          transact: scheduler.scheduleFunction(async (...all) => await table.transact(...all)),
          query: scheduler.scheduleFunction(async (...all) => await table.query(...all)),
        } satisfies Table);
        await scheduler.waitFor(Promise.all(observations.map((one) => scheduled.observe(pair, one))));
        const merged = observations.reduce<LedgerJob | undefined>(
          (row, one) => mergeObservation(pair, row, one),
          undefined,
        );
        expect([...(await ledger.live(pair)), ...(await ledger.done(pair))]).toEqual([merged]);
      },
    ),
    { numRuns: 40, seed: 7 },
  );
});
