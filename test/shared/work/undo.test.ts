import { describe, expect, test } from 'vitest';
import { jobKey } from '../../../shared/core/ids.ts';
import { isVictim } from '../../../shared/core/items.ts';
import { instant } from '../../../shared/core/time.ts';
import { reconcile } from '../../../shared/work/reconcile.ts';
import { vision } from '../../support/deps.ts';
import {
  answersFor,
  copyOf,
  failedOver,
  fate,
  longRunning,
  playRun,
  settleAll,
  statusOf,
} from '../../support/failed-over.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
let jobs = 0;
function fresh(word: string): string {
  jobs += 1;
  return `${word}_${jobs}`;
}
const home = { kind: 'failback', mode: 'planned', source: 'secondary', target: 'primary' } as const;
const cancels = (name: string) => world.asked('POST', `${name}/cancel`).length;

describe('a failback that keeps origins', () => {
  test('ends the copy of an origin that runs, and submits nothing in its place', async () => {
    const name = fresh('false_alarm');
    const first = await failedOver(world, name);
    const copy = await copyOf(world, first.order.run, name);
    await world.recorded(copy, 'secondary');
    await answersFor(world, 1);
    const undo = await playRun(world, { ...home, keep: 'origins' });
    expect(undo).toMatchObject({ state: 'ended', epoch: 2 });
    expect((await world.deps.pointers.read(vision)).active).toMatchObject({ active: 'primary', epoch: 2 });
    expect(await fate(world, undo.order.run, copy)).toBe('superseded OriginKept');
    expect([await statusOf(world, 'primary', name), await statusOf(world, 'secondary', copy)]).toEqual([
      'Running',
      'Canceled',
    ]);
    expect(cancels(name)).toBe(0);
    await answersFor(world, 1);
    await settleAll(world);
    expect(await fate(world, first.order.run, name)).toBe('superseded OriginKept, settled OriginKept');
    expect(await statusOf(world, 'primary', name)).toBe('Running');
    expect(world.created('primary', name)).toHaveLength(1);
  });

  test('moves what else runs in the secondary, and a copy whose origin has failed', async () => {
    const [failed, own] = [fresh('failed'), fresh('own')];
    const first = await failedOver(world, failed);
    const copy = await copyOf(world, first.order.run, failed);
    await world.force(failed, 'Failed', 'outage');
    await answersFor(world, 1);
    await world.recorded(copy, 'secondary');
    await world.submit(own, longRunning, 'secondary');
    await world.recorded(own, 'secondary');
    const undo = await playRun(world, { ...home, keep: 'origins' });
    expect(await fate(world, undo.order.run, own)).toBe('verified');
    expect(await fate(world, undo.order.run, copy)).toBe('verified');
    expect(await statusOf(world, 'primary', await copyOf(world, undo.order.run, copy))).toBe('Running');
  });

  test('also ends a copy that the ledger had not heard of yet', async () => {
    const name = fresh('unheard_copy');
    const first = await failedOver(world, name);
    const copy = await copyOf(world, first.order.run, name);
    await answersFor(world, 1);
    await playRun(world, { ...home, keep: 'origins' });
    expect(await statusOf(world, 'secondary', copy)).toBe('Running');
    await answersFor(world, 1);
    await answersFor(world, 0, 'secondary');
    await settleAll(world);
    expect(await statusOf(world, 'secondary', copy)).toBe('Canceled');
    expect(await fate(world, first.order.run, name)).toBe('superseded OriginKept, settled OriginKept');
    expect(await statusOf(world, 'primary', name)).toBe('Running');
  });
});

test('a failback moves home what was moved, and every job of the whole cycle lives once', async () => {
  const name = fresh('cycle');
  const first = await failedOver(world, name);
  const copy = await copyOf(world, first.order.run, name);
  await answersFor(world, 10);
  await world.recorded(copy, 'secondary');
  await settleAll(world);
  const back = await playRun(world, home);
  expect(await fate(world, back.order.run, copy)).toBe('verified');
  const again = await copyOf(world, back.order.run, copy);
  expect(again).toMatch(/-f2-/);
  expect([
    await statusOf(world, 'primary', name),
    await statusOf(world, 'secondary', copy),
    await statusOf(world, 'primary', again),
  ]).toEqual(['Canceled', 'Canceled', 'Running']);
});

test('a copy that was moved on is still the one that stands beside the origin', async () => {
  const name = fresh('moved_on');
  const first = await failedOver(world, name);
  const copy = await copyOf(world, first.order.run, name);
  // The primary is back, and before anything is settled the secondary is lost, and a person leaves it.
  await answersFor(world, 1);
  await world.recorded(copy, 'secondary');
  await world.region.control('POST', '/dark', { region: 'westus2', mode: 'reset', jobs: 'freeze' });
  const second = await playRun(world, { ...home, kind: 'failover', mode: 'forced' });
  const again = await copyOf(world, second.order.run, copy);
  await answersFor(world, 10);
  await world.region.control('POST', '/light', { region: 'westus2' });
  await settleAll(world);
  expect(await statusOf(world, 'primary', name)).toBe('Canceled');
  expect(await statusOf(world, 'primary', again)).toBe('Running');
});

test('what a run of ours has ended is no victim of an outage, although no event told who ended it', async () => {
  const name = fresh('ours');
  await world.submit(name, longRunning);
  await world.recorded(name);
  await answersFor(world, 1);
  await playRun(world, { mode: 'planned' });
  await reconcile(world.deps);
  const row = await world.deps.ledger.get(vision, jobKey('primary', name));
  expect(row).toMatchObject({ state: 'done', status: 'Canceled', endWanted: true });
  expect(row?.state === 'done' && isVictim(row, instant(0))).toBe(false);
});
