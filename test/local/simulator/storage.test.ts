import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { embeddedPairApart } from '../../../local/simulator/seeds-apart.ts';
import { storageAudience, useStorageRegion } from './support/storage-region.ts';
import type { ContainerClient } from '@azure/storage-blob';

const pair = embeddedPairApart(1);
const region = useStorageRegion(pair);
const [one, other] = [pair.primary, pair.secondary];
const here = (): ContainerClient => region.container(one.storageAccount, 'azureml');
const there = (): ContainerClient => region.container(other.storageAccount, 'azureml');

async function copy(name: string, source: string, withToken = true): Promise<string> {
  const token = { scheme: 'Bearer', value: region.simulator.token(storageAudience) };
  const answer = there()
    .getBlockBlobClient(name)
    .syncCopyFromURL(source, withToken ? { sourceAuthorization: token } : {});
  return await answer.then(
    ({ copyStatus }) => copyStatus ?? 'none',
    (error: unknown) => codeOf(error),
  );
}

function codeOf(error: unknown): string {
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  return statusCode === undefined ? String(code) : `${statusCode} ${code}`;
}

async function content(container: ContainerClient, name: string): Promise<string> {
  return (await container.getBlobClient(name).downloadToBuffer()).toString();
}

const script = `
import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
const container = new BlobServiceClient(process.env.BLOBS, new DefaultAzureCredential()).getContainerClient('azureml');
await container.getBlockBlobClient('by/identity.txt').upload('hello', 5);
const names = [];
for await (const blob of container.listBlobsFlat({ prefix: 'by/' })) names.push(blob.name);
console.log(JSON.stringify({ names, text: (await container.getBlobClient('by/identity.txt').downloadToBuffer()).toString() }));
`;

test("Azure's own storage SDK lists, reads and writes, signed in by managed identity alone", async () => {
  const { identity, caFile, blobEndpoint = '' } = region.simulator;
  const env = {
    PATH: process.env['PATH'],
    NODE_EXTRA_CA_CERTS: caFile,
    IDENTITY_ENDPOINT: identity.endpoint,
    IDENTITY_HEADER: identity.header,
    BLOBS: blobEndpoint.replace('{account}', one.storageAccount),
  };
  const printed = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], { env }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(stderr)),
    );
  });
  expect(JSON.parse(printed)).toEqual({ names: ['by/identity.txt'], text: 'hello' });
});

test('A blob is copied from one account to another on the server, with a bearer token for its source', async () => {
  await here().getBlockBlobClient('from/a b.txt').upload('copied', 6);
  const source = here().getBlobClient('from/a b.txt').url;
  expect(await copy('to/1.txt', source)).toBe('success');
  expect(await content(there(), 'to/1.txt')).toBe('copied');
  const onAzure = `https://${one.storageAccount}.blob.core.windows.net/azureml/from/a%20b.txt`;
  expect(await copy('to/2.txt', onAzure)).toBe('success');
  expect(await copy('to/3.txt', source, false)).toBe('401 CannotVerifyCopySource');
  expect(await copy('to/4.txt', `${source}.missing`)).toBe('404 CannotVerifyCopySource');
});

test('An account behind a firewall is read as before, but the service copies nothing out of it', async () => {
  await here().getBlockBlobClient('walled.txt').upload('walled', 6);
  await region.control('POST', '/storage', { account: one.storageAccount, firewall: true });
  const source = here().getBlobClient('walled.txt').url;
  expect(await copy('walled.txt', source)).toBe('403 CannotVerifyCopySource');
  expect(await content(here(), 'walled.txt')).toBe('walled');
  await region.control('POST', '/storage', { account: one.storageAccount, firewall: false });
  expect(await copy('walled.txt', source)).toBe('success');
});

test('A fault may hit the storage of a region alone', async () => {
  const faults = [{ kind: '5xx', status: 503, on: 'storage', count: 1 }];
  await region.control('POST', '/faults', { region: one.region, faults });
  expect((await region.client.get(one.id)).status).toBe(200);
  expect(await content(here(), 'by/identity.txt').catch(codeOf)).toMatch(/^503/);
  expect(await content(here(), 'by/identity.txt')).toBe('hello');
  await region.control('DELETE', `/faults/${one.region}`);
});

test('When a region goes dark, its storage does too, for readers and for copies', async () => {
  await here().getBlockBlobClient('dark.txt').upload('dark', 4);
  const source = here().getBlobClient('dark.txt').url;
  await region.control('POST', '/dark', { region: one.region });
  expect(await content(here(), 'dark.txt').catch(codeOf)).toBe('ECONNRESET');
  expect(await copy('dark.txt', source)).toBe('500 CannotVerifyCopySource');
  await there().getBlockBlobClient('still.txt').upload('light', 5);
  await region.control('POST', '/light', { region: one.region });
  expect(await content(here(), 'dark.txt')).toBe('dark');
});

test('The books hold every request to storage, and no signature', async () => {
  const lines = region.simulator.books().filter((line) => line.kind === 'request');
  const storage = lines.filter((line) => line.operation.startsWith('storage/'));
  expect(new Set(storage.map((line) => line.operation))).toEqual(
    new Set(['storage/read', 'storage/write', 'storage/copy']),
  );
  expect(storage.filter((line) => line.fault === 'reset').map((line) => line.region)).toEqual([one.region]);
  expect(JSON.stringify(lines)).not.toMatch(/[?&]sig=/);
});
