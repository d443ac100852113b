import { expect, test } from 'vitest';
import { createTableReadiness } from '../../shared/adapters/table-readiness.ts';
import { judgeReadiness } from '../../shared/core/readiness/readiness.ts';
import { at, wellPrepared } from '../shared/core/readiness/fixtures.ts';
import { vision } from '../support/deps.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
const look = judgeReadiness({ ...wellPrepared, writesPerSecond: 8 }, undefined);

test('the last look at a standby is kept, and of two writers of one version one loses', async () => {
  const rows = createTableReadiness(storage.fresh());
  expect(await rows.get(vision)).toBeUndefined();
  expect(await rows.put(look, undefined)).toBe('written');
  expect(await rows.put(look, undefined)).toBe('lost');
  const found = await rows.get(vision);
  expect(found?.row).toEqual(look);
  const later = { ...look, at: at('09:05:00') };
  expect(await rows.put(later, found?.etag)).toBe('written');
  expect(await rows.put(look, found?.etag)).toBe('lost');
  expect((await rows.get(vision))?.row.at).toBe(at('09:05:00'));
});
