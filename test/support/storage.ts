import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { startAzurite, type Azurite } from '../../local/azurite.ts';
import type { StorageOptions } from '../../shared/adapters/table-client.ts';

export type TestStorage = {
  azurite: Azurite;
  /** Tables and containers of their own: nobody else's rows are in them. */
  fresh(): StorageOptions;
};

/** One Azurite for a file of tests. */
export function useStorage(): TestStorage {
  const storage = {} as TestStorage;
  beforeAll(async () => {
    storage.azurite = await startAzurite({ inMemory: true });
    storage.fresh = () => ({
      access: { kind: 'connectionString', value: storage.azurite.connectionString },
      timeout: 10_000,
      prefix: `t${randomBytes(5).toString('hex')}`,
    });
  });
  afterAll(() => storage.azurite.stop());
  return storage;
}
