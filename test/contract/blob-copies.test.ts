import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import type { ContainerClient } from '@azure/storage-blob';
import { trust } from '../../local/data-storage.ts';
import { embeddedPairApart } from '../../local/simulator/seeds-apart.ts';
import { createBlobCopies } from '../../shared/adapters/blob-copies.ts';
import type { BlobPlace } from '../../shared/core/mirror/row.ts';
import type { Blobs } from '../../shared/ports.ts';
import { useStorageRegion } from '../local/simulator/support/storage-region.ts';
import { simulatedCredential } from '../support/deps.ts';

const pair = embeddedPairApart(1);
const region = useStorageRegion(pair);
const [here, there] = [pair.primary.storageAccount, pair.secondary.storageAccount];
const enough = 1024 ** 3;
let blobs: Blobs;
let folder = 0;

beforeAll(() => {
  trust(readFileSync(region.simulator.caFile, 'utf8'));
  const { blobEndpoint = '' } = region.simulator;
  blobs = createBlobCopies({
    endpoint: blobEndpoint,
    credential: simulatedCredential(region.simulator),
    timeout: 2_000,
  });
});
beforeEach(() => {
  folder += 1;
});

const container = (account: string): ContainerClient => region.storage.container(account, 'azureml');
const from = (path = `from${folder}`): BlobPlace => ({ account: here, container: 'azureml', path });
const to = (path = `to${folder}`): BlobPlace => ({ account: there, container: 'azureml', path });

async function write(files: Readonly<Record<string, string>>, under = `from${folder}`): Promise<void> {
  for (const [name, content] of Object.entries(files))
    await container(here).getBlockBlobClient(`${under}${name}`).upload(content, Buffer.byteLength(content));
}

async function read(name: string): Promise<string> {
  return (await container(there).getBlobClient(name).downloadToBuffer()).toString();
}

async function writes(work: () => Promise<unknown>): Promise<string[]> {
  const before = region.simulator.books().length;
  await work();
  const lines = region.simulator.books().slice(before);
  return lines.flatMap((line) =>
    line.kind === 'request' && line.method === 'PUT' ? [`${line.operation} ${line.status}`] : [],
  );
}

describe('a tree', () => {
  test('is copied by the service itself, names that need encoding included', async () => {
    await write({ '/train.py': 'one', '/lib/a b#1.py': 'two' });
    let copied: unknown;
    expect(await writes(async () => (copied = await blobs.copyTree(from(), to(), enough)))).toEqual([
      'storage/copy 202',
      'storage/copy 202',
    ]);
    expect(copied).toMatchObject({ kind: 'copied', bytes: 6, count: 2 });
    expect(await read(`to${folder}/lib/a b#1.py`)).toBe('two');
  });

  test('that is there already is the same, and costs no write', async () => {
    await write({ '/a': 'one', '/b': 'two' });
    const first = await blobs.copyTree(from(), to(), enough);
    expect(
      await writes(async () => expect(await blobs.copyTree(from(), to(), enough)).toEqual({ ...first, kind: 'same' })),
    ).toEqual([]);
  });

  test('that has changed is copied as far as it has', async () => {
    await write({ '/a': 'one', '/b': 'two' });
    await blobs.copyTree(from(), to(), enough);
    await write({ '/b': 'TWO', '/c': 'three' });
    expect(await writes(() => blobs.copyTree(from(), to(), enough))).toHaveLength(2);
    expect(await read(`to${folder}/b`)).toBe('TWO');
  });

  test('of one blob is that blob, and not its neighbours', async () => {
    await write({ '/labels.csv': 'x', '/labels.csv.old': 'y' });
    const copied = await blobs.copyTree(from(`from${folder}/labels.csv`), to(`to${folder}/labels.csv`), enough);
    expect(copied).toMatchObject({ kind: 'copied', count: 1, bytes: 1 });
  });

  test('has the same hash wherever it lies, and another one as soon as a byte differs', async () => {
    await write({ '/a': 'one' });
    const copied = await blobs.copyTree(from(), to(), enough);
    const hash = 'hash' in copied ? copied.hash : '';
    expect(await blobs.survey(to(), enough)).toEqual({ kind: 'found', bytes: 3, count: 1, hash });
    await write({ '/a': 'One' });
    const changed = await blobs.survey(from(), enough);
    expect(changed.kind === 'found' && changed.hash !== hash).toBe(true);
  });

  test('of nothing, and of a container that is not there, is empty', async () => {
    expect(await blobs.copyTree(from('nothing/here'), to(), enough)).toMatchObject({ kind: 'same', count: 0 });
    const nowhere = { account: here, container: 'no-such-container', path: 'x' };
    expect(await blobs.survey(nowhere, enough)).toMatchObject({ kind: 'found', count: 0 });
  });

  test('that is larger than allowed is not begun', async () => {
    await write({ '/a': 'four', '/b': 'four' });
    expect(
      await writes(async () => expect(await blobs.copyTree(from(), to(), 7)).toEqual({ kind: 'too-large' })),
    ).toEqual([]);
  });

  test('whose container is missing in the target is refused, and never made up', async () => {
    await write({ '/a': 'one' });
    const nowhere = { account: there, container: 'no-such-container', path: 'x' };
    expect(await blobs.copyTree(from(), nowhere, enough)).toMatchObject({ kind: 'refused' });
  });
});

describe('where the service does not copy', () => {
  test('a firewall is streamed around, and only the first blob is tried in vain', async () => {
    await write({ '/a': 'one', '/b': 'two', '/c': 'three' });
    await region.control('POST', '/storage', { account: here, firewall: true });
    const tried = await writes(async () =>
      expect(await blobs.copyTree(from(), to(), enough)).toMatchObject({ kind: 'copied', count: 3 }),
    );
    await region.control('POST', '/storage', { account: here, firewall: false });
    expect(tried).toEqual(['storage/copy 403', ...Array.from({ length: 3 }, () => 'storage/write 201')]);
    expect(await read(`to${folder}/c`)).toBe('three');
    expect(await blobs.copyTree(from(), to(), enough)).toMatchObject({ kind: 'same' });
  });

  test('a blob that comes in pieces is streamed whole, and known again afterwards', async () => {
    const content = Buffer.alloc(9 * 1024 * 1024, 'x');
    const blob = container(here).getBlockBlobClient(`from${folder}/large`);
    await blob.uploadData(content, { blockSize: 4 * 1024 * 1024, maxSingleShotSize: 1 });
    await region.control('POST', '/storage', { account: here, firewall: true });
    expect(await blobs.copyTree(from(), to(), enough)).toMatchObject({ kind: 'copied', bytes: content.length });
    await region.control('POST', '/storage', { account: here, firewall: false });
    expect(await blobs.copyTree(from(), to(), enough)).toMatchObject({ kind: 'same' });
    expect((await read(`to${folder}/large`)).length).toBe(content.length);
  });

  test('storage that gives no answer is unreachable, on either side', async () => {
    await write({ '/a': 'one' });
    for (const side of [pair.primary, pair.secondary]) {
      await region.control('POST', '/dark', { region: side.region });
      expect(await blobs.copyTree(from(), to(), enough)).toMatchObject({ kind: 'unreachable' });
      await region.control('POST', '/light', { region: side.region });
    }
  });

  test('without a token we are blind: that is no refusal', async () => {
    const credential = {
      getToken: () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialUnavailableError' })),
    };
    const blind = createBlobCopies({ endpoint: region.simulator.blobEndpoint ?? '', credential, timeout: 1_000 });
    expect(await blind.survey(from(), enough)).toMatchObject({ kind: 'unreachable', reason: { code: 'NoToken' } });
  });
});
