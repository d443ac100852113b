import { TableClient, odata } from '@azure/data-tables';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startAzurite, type Azurite } from '../../local/azurite.ts';
import { openTable, type StorageOptions, type Table } from '../../shared/adapters/table-client.ts';
import { jsonColumns, readJson, type StoredRow } from '../../shared/adapters/table-row.ts';

let azurite: Azurite;
let options: StorageOptions;
let table: Table;

beforeAll(async () => {
  azurite = await startAzurite({ inMemory: true });
  options = { access: { kind: 'connectionString', value: azurite.connectionString }, timeout: 10_000 };
  table = openTable('Rows', options);
});
afterAll(async () => await azurite.stop());

const row = (partitionKey: string, rowKey: string, text = 'first') => ({ partitionKey, rowKey, columns: { text } });

async function stored(partitionKey: string, rowKey: string): Promise<StoredRow> {
  const found = await table.get(partitionKey, rowKey);
  if (found === undefined) throw new Error(`no row ${partitionKey} / ${rowKey}`);
  return found;
}

describe('a conditional write', () => {
  test('inserts a row once', async () => {
    expect(await table.insert(row('a', '1'))).toBe('inserted');
    expect(await table.insert(row('a', '1', 'second'))).toBe('exists');
    expect((await stored('a', '1')).columns).toEqual({ text: 'first' });
  });

  test('replaces the version that was read, and gives the next one', async () => {
    await table.insert(row('b', '1'));
    const { etag } = await stored('b', '1');
    const written = await table.replace(row('b', '1', 'second'), etag);
    expect(written).toEqual({ kind: 'written', etag: (await stored('b', '1')).etag });
    expect(await table.replace(row('b', '1', 'third'), etag)).toEqual({ kind: 'lost' });
    expect(await table.replace(row('b', '2', 'absent'), etag)).toEqual({ kind: 'lost' });
    expect((await stored('b', '1')).columns).toEqual({ text: 'second' });
  });

  test('removes the version that was read only', async () => {
    await table.insert(row('c', '1'));
    const old = await stored('c', '1');
    await table.replace(row('c', '1', 'second'), old.etag);
    expect(await table.remove(old)).toBe('lost');
    expect(await table.remove(await stored('c', '1'))).toBe('removed');
    expect(await table.get('c', '1')).toBeUndefined();
    expect(await table.remove(old)).toBe('lost');
  });
});

describe('a transaction', () => {
  test('moves a row to another key', async () => {
    await table.insert(row('d', "it's live"));
    const live = await stored('d', "it's live");
    expect(
      await table.transact([
        { kind: 'insert', row: row('d', 'done') },
        { kind: 'remove', row: live },
      ]),
    ).toBe('written');
    expect(await table.get('d', "it's live")).toBeUndefined();
    expect((await stored('d', 'done')).columns).toEqual({ text: 'first' });
  });

  test('changes nothing when a row that it removes has another version by now', async () => {
    await table.insert(row('e', 'live'));
    const old = await stored('e', 'live');
    await table.replace(row('e', 'live', 'second'), old.etag);
    expect(
      await table.transact([
        { kind: 'insert', row: row('e', 'done') },
        { kind: 'remove', row: old },
      ]),
    ).toBe('lost');
    expect((await stored('e', 'live')).columns).toEqual({ text: 'second' });
    expect(await table.get('e', 'done')).toBeUndefined();
  });

  test('changes nothing when a row that it replaces has another version, or one that it inserts exists', async () => {
    await table.insert(row('f', '1'));
    await table.insert(row('f', '2'));
    const [first, second] = [await stored('f', '1'), await stored('f', '2')];
    await table.replace(row('f', '2', 'newer'), second.etag);
    const replace = (rowKey: string, etag: string) =>
      ({ kind: 'replace', row: row('f', rowKey, 'mine'), etag }) as const;
    expect(await table.transact([replace('1', first.etag), replace('2', second.etag)])).toBe('lost');
    expect(await table.transact([replace('1', first.etag), { kind: 'insert', row: row('f', '2') }])).toBe('lost');
    expect((await stored('f', '1')).columns).toEqual({ text: 'first' });
  });
});

describe('reading', () => {
  test('gives the rows in the order of their keys, over pages, and at most as many as asked for', async () => {
    const keys = Array.from({ length: 1_005 }, (_, index) => String(index).padStart(4, '0'));
    for (let from = 0; from < keys.length; from += 100) {
      const [head, ...tail] = keys
        .slice(from, from + 100)
        .map((key) => ({ kind: 'insert', row: row('g', key) }) as const);
      if (head !== undefined) await table.transact([head, ...tail]);
    }
    const all = odata`PartitionKey eq ${'g'}`;
    expect((await table.query(all)).map((found) => found.rowKey)).toEqual(keys);
    expect((await table.query(all, 3)).map((found) => found.rowKey)).toEqual(keys.slice(0, 3));
    expect(await table.query(odata`PartitionKey eq ${'nobody'}`)).toEqual([]);
  });

  test('refuses a row of another version, and says which row it is', async () => {
    const raw = TableClient.fromConnectionString(azurite.connectionString, 'Rows', { allowInsecureConnection: true });
    await raw.createEntity({ partitionKey: 'h', rowKey: '1', v: 2, text: 'from the future' });
    await expect(table.get('h', '1')).rejects.toThrow(
      'row h / 1 of table Rows has version 2; this program reads version 1 only',
    );
  });

  test('gives a JSON column back that is longer than one column may be', async () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag${index}`, `"${'x'.repeat(998)}"`]));
    await table.insert({ partitionKey: 'i', rowKey: '1', columns: jsonColumns('tags', tags) });
    expect(readJson(await stored('i', '1'), 'tags')).toEqual(tags);
  });
});

test('two openings of one table create it once, and a prefix keeps apart what shares an account', async () => {
  const [one, same, other] = [
    openTable('Shared', options),
    openTable('Shared', options),
    openTable('Shared', { ...options, prefix: 'x' }),
  ];
  expect((await Promise.all([one.insert(row('a', '1')), same.insert(row('a', '1'))])).toSorted()).toEqual([
    'exists',
    'inserted',
  ]);
  expect(await other.get('a', '1')).toBeUndefined();
});

test('a call that gets no answer ends at its deadline', async () => {
  // Takes connections, and says nothing.
  const silent = createServer();
  await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void silent.close());
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const value = azurite.connectionString.replace(/TableEndpoint=[^;]*/, `TableEndpoint=http://127.0.0.1:${port}/a`);
  const impatient = openTable('Rows', { access: { kind: 'connectionString', value }, timeout: 50 });
  await expect(impatient.get('a', '1')).rejects.toThrow(/abort/i);
});

test('a JSON column is never cut in the middle of a character', () => {
  for (let length = 29_990; length < 30_010; length += 1) {
    const value = `${'x'.repeat(length)}😀`;
    const columns = jsonColumns('name', value);
    expect(Object.values(columns).every((piece) => piece.isWellFormed() && piece.length <= 30_000)).toBe(true);
    expect(readJson({ partitionKey: '', rowKey: '', columns }, 'name') === value).toBe(true);
  }
});
