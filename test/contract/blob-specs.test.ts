import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAzurite, type Azurite } from '../../local/azurite.ts';
import { createBlobSpecs } from '../../shared/adapters/blob-specs.ts';
import type { StorageOptions } from '../../shared/adapters/table-client.ts';
import type { Specs } from '../../shared/ports.ts';
import { describeSpecs } from './specs.contract.ts';

let azurite: Azurite;
let options: StorageOptions;
let specs: Specs;

beforeAll(async () => {
  azurite = await startAzurite({ inMemory: true });
  options = { access: { kind: 'connectionString', value: azurite.connectionString }, timeout: 10_000 };
  specs = createBlobSpecs(options);
});
afterAll(async () => await azurite.stop());

describeSpecs(() => specs);

describe('the blobs', () => {
  test('are named by their hash, in a container of their own', async () => {
    const { hash } = await specs.put({ jobType: 'Pipeline' });
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient('specs');
    expect(await container.getBlockBlobClient(`${hash}.json.gz`).exists()).toBe(true);
    expect((await container.getProperties()).blobPublicAccess).toBeUndefined();
  });

  test('that do not hold what their name says are refused', async () => {
    const { hash } = await specs.put({ jobType: 'Command', command: 'true' });
    const { hash: other } = await specs.put({ jobType: 'Command', command: 'false' });
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient('specs');
    const content = await container.getBlockBlobClient(`${other}.json.gz`).downloadToBuffer();
    await container.getBlockBlobClient(`${hash}.json.gz`).upload(content, content.length);
    await expect(specs.get(hash)).rejects.toThrow('does not hold the definition that its name says');
  });

  test('of two prefixes are kept apart', async () => {
    const { hash } = await specs.put({ jobType: 'Spark' });
    expect(await createBlobSpecs({ ...options, prefix: 'x' }).get(hash)).toBeUndefined();
  });
});
