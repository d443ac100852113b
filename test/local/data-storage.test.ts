import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startDataStorage } from '../../local/data-storage.ts';
import { makeCertificate } from '../../local/simulator/certificate.ts';

test('A process that has trusted one certificate trusts the next one, too, and the first one still', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'data-storage-'));
  const start = async () => {
    const certificate = await makeCertificate(folder);
    const storage = await startDataStorage({ accounts: ['one'], certificate, folder });
    return storage;
  };
  const first = await start();
  const write = async (storage: typeof first): Promise<boolean> => {
    await storage.createContainer('one', 'container');
    await storage.write('one', 'container', 'a/b.txt', 'text');
    return await storage.exists('one', 'container', 'a');
  };
  try {
    expect(await write(first)).toBe(true);
    const second = await start();
    try {
      expect([await write(second), await write(first)]).toEqual([true, true]);
      expect(await second.exists('one', 'container', 'a/b.txt')).toBe(true);
      expect(await second.exists('one', 'container', 'a/b')).toBe(false);
      expect(await second.exists('one', 'none', '')).toBe(false);
    } finally {
      await second.stop();
    }
  } finally {
    await first.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
