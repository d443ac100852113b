import { expect, test } from 'vitest';
import { createTableBrakes } from '../../shared/adapters/table-brakes.ts';
import { createTablePointers } from '../../shared/adapters/table-pointers.ts';
import { acknowledge, pause, resume } from '../../shared/core/brake.ts';
import type { PairName, RunId } from '../../shared/core/ids.ts';
import { instant } from '../../shared/core/time.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
const vision = 'vision' as PairName;
const now = instant(Date.parse('2026-03-14T09:00:00Z'));

test('a pair whose brake nobody has touched is free', async () => {
  expect(await createTableBrakes(storage.fresh()).read(vision)).toEqual({});
});

test('it stays as it was set, by whichever process, and pairs are apart', async () => {
  const options = storage.fresh();
  const [one, other] = [createTableBrakes(options), createTableBrakes(options)];
  await one.change(vision, (brake) => pause(brake, 'ada', 'maintenance', now));
  expect(await other.read(vision)).toEqual({ paused: { by: 'ada', reason: 'maintenance', at: now } });
  expect(await other.read('speech' as PairName)).toEqual({});
  await other.change(vision, resume);
  expect(await one.read(vision)).toEqual({});
});

test('what two people change at one instant is both kept', async () => {
  const options = storage.fresh();
  await Promise.all([
    createTableBrakes(options).change(vision, (brake) => pause(brake, 'ada', 'maintenance', now)),
    createTableBrakes(options).change(vision, (brake) => acknowledge(brake, 'vision-r1' as RunId, 'grace', now)),
  ]);
  expect(await createTableBrakes(options).read(vision)).toEqual({
    paused: { by: 'ada', reason: 'maintenance', at: now },
    acknowledged: { run: 'vision-r1', by: 'grace', at: now },
  });
});

test('of two people who pause at once, the first is named; the second changes nothing', async () => {
  const options = storage.fresh();
  const results = await Promise.all(
    ['ada', 'grace'].map((by) => createTableBrakes(options).change(vision, (brake) => pause(brake, by, by, now))),
  );
  expect(results.filter(({ before, after }) => before !== after)).toHaveLength(1);
});

test('it is beside the pointer and never in the way of a claim', async () => {
  const options = storage.fresh();
  await createTableBrakes(options).change(vision, (brake) => pause(brake, 'ada', 'maintenance', now));
  const claimed = await createTablePointers(options).claim(vision, {
    ...{ kind: 'failover', mode: 'forced', source: 'primary', target: 'secondary', by: 'grace' },
    reason: { code: 'Manual', message: 'now' },
    claimedAt: now,
    victimsSince: now,
  });
  expect(claimed.kind).toBe('claimed');
});
