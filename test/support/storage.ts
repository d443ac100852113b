import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { StorageOptions } from '../../shared/adapters/table-client.ts';

export type TestStorage = {
  readonly connectionString: string;
  /** Tables and containers of their own: nobody else's rows are in them. */
  fresh(): StorageOptions;
};

/** Real storage, of the Azurite that all files of tests share. */
export function useStorage(): TestStorage {
  const connectionString = inject('storage');
  return {
    connectionString,
    fresh: () => ({
      access: { kind: 'connectionString', value: connectionString },
      timeout: 10_000,
      prefix: `t${randomBytes(5).toString('hex')}`,
    }),
  };
}
