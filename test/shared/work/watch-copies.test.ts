import { expect, test } from 'vitest';
import { jobKey } from '../../../shared/core/ids.ts';
import { watchCopies } from '../../../shared/work/watch-copies.ts';
import { vision } from '../../support/deps.ts';
import { copyName, running } from '../../support/running-jobs.ts';
import { booksFromHere, itemsOf, outcomes, runOf } from '../../support/runs.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
const watch = () => watchCopies(world.deps, world.deps.config.pairs[0]);
const heard = (name: string, status: string) =>
  world.deps.ledger.observe(vision, { side: 'secondary', name, at: world.deps.clock.now(), status });
const alarms = () => ({
  logged: world.deps.logged.filter(({ event }) => event === 'copy.failed-later').length,
  published: world.deps.published.flatMap(({ type, data }) => (type.endsWith('CopyFailedLater') ? [data['job']] : [])),
});

test('a copy that fails after its run has ended is told of once, and its item remembers it', async () => {
  const [bad = '', good = '', stopped = ''] = await running(world, { bad: {}, good: {}, stopped: {} });
  const run = await runOf(world, { kind: 'failover' });
  for (const name of [bad, good, stopped]) await heard(copyName(world, name), 'Running');
  const books = booksFromHere(world);
  await watch();
  expect((await itemsOf(world, run)).map(({ copy }) => copy?.status)).toEqual(['Running', 'Running', 'Running']);
  expect(alarms()).toEqual({ logged: 0, published: [] });

  world.clock.advance(60_000);
  await heard(copyName(world, bad), 'Failed');
  await heard(copyName(world, good), 'Completed');
  // Whoever cancels a job knows of it.
  await heard(copyName(world, stopped), 'Canceled');
  await watch();
  await watch();
  expect(alarms()).toEqual({ logged: 1, published: [jobKey('primary', bad)] });
  const [entry] = (await world.deps.audit.list(vision, 10)).filter(({ outcome }) => outcome.code === 'CopyFailedLater');
  expect(entry?.outcome.message).toContain(copyName(world, bad));
  const copies = Object.fromEntries(
    (await itemsOf(world, run)).map(({ originName, copy }) => [originName, copy?.status]),
  );
  expect(copies).toEqual({ [bad]: 'Failed', [good]: 'Completed', [stopped]: 'Canceled' });
  // What the run did stays what it did.
  expect(Object.values(await outcomes(world, run))).toEqual(['verified', 'verified', 'verified']);
  // Nobody was asked: the ledger knows.
  expect(books()).toEqual([]);
});

test('after an hour nobody looks any more', async () => {
  const [name = ''] = await running(world, { long: {} });
  const run = await runOf(world, { kind: 'failover' });
  world.clock.advance(3_600_000);
  await heard(copyName(world, name), 'Failed');
  await watch();
  expect(alarms()).toEqual({ logged: 0, published: [] });
  expect((await itemsOf(world, run)).map(({ copy }) => copy)).toEqual([undefined]);
});
