import { describe, expect, test } from 'vitest';
import { jobKey, type RunId } from '../../../shared/core/ids.ts';
import { isVictim } from '../../../shared/core/items.ts';
import { instant } from '../../../shared/core/time.ts';
import { cancelRun } from '../../../shared/work/cancel-run.ts';
import { reconcile } from '../../../shared/work/reconcile.ts';
import { retryRun } from '../../../shared/work/retry-run.ts';
import { recordedOrchestrations, vision } from '../../support/deps.ts';
import {
  answersFor,
  copyOf,
  failedOver,
  fate,
  itemNamed,
  longRunning,
  playRun,
  runOf,
  settleAll,
  statusOf,
} from '../../support/failed-over.ts';
import { booksFromHere, carriedOut, configured, started } from '../../support/runs.ts';
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

describe('a failback that keeps origins and did not come to its end', () => {
  const retry = async (run: RunId, command: object = {}) =>
    retryRun(world.deps, recordedOrchestrations(), await runOf(world, run), { force: [], ...command }, { by: 'grace' });
  const begun = (lines: ReturnType<ReturnType<typeof booksFromHere>>) =>
    lines.filter((line) => line.kind === 'job' && line.previous === null);

  /** A failover that was none, an undo that is cancelled while it waits for the copy to end, and then the copy ends. */
  async function cutShort(word: string) {
    const name = fresh(word);
    const first = await failedOver(world, name);
    const copy = await copyOf(world, first.order.run, name);
    await answersFor(world, 1);
    await world.recorded(copy, 'secondary');
    const undo = await started(world, { kind: 'failback', keep: 'origins' });
    let looks = 0;
    await carriedOut(world, undo, async ({ do: what }) => {
      if (what === 'release') looks += 1;
      if (looks === 2) await cancelRun(world.deps, vision, undo.order.run, 'grace');
    });
    return { name, copy, first: first.order.run, undo: undo.order.run };
  }

  test('is retried as what it was: an origin that runs is kept, and nothing begins beside it', async () => {
    const { name, copy, first, undo } = await cutShort('cut_short');
    expect(await fate(world, undo, copy)).toBe('skipped RunCancelled');
    await answersFor(world, 1);
    await settleAll(world);
    expect(await fate(world, first, name)).toBe('superseded OriginKept, settled OriginKept');
    expect(await statusOf(world, 'secondary', copy)).toBe('Canceled');
    const books = booksFromHere(world);
    const again = await retry(undo);
    if (again.kind !== 'started') throw new Error(JSON.stringify(again));
    await carriedOut(world, again.claim);
    expect(await fate(world, again.claim.order.run, copy)).toBe('superseded OriginKept');
    expect(await statusOf(world, 'primary', name)).toBe('Running');
    expect(begun(books())).toEqual([]);
    expect(cancels(name)).toBe(0);
  });

  test('moves the copy home by a retry, where its origin has failed meanwhile', async () => {
    const { name, copy, undo } = await cutShort('failed_since');
    await answersFor(world, 1);
    await settleAll(world);
    await world.force(name, 'Failed');
    const again = await retry(undo);
    if (again.kind !== 'started') throw new Error(JSON.stringify(again));
    await carriedOut(world, again.claim);
    expect(await fate(world, again.claim.order.run, copy)).toBe('verified');
  });

  test('is not retried by force: nobody would look whether the origin runs', async () => {
    const { undo } = await cutShort('by_force');
    expect(await retry(undo, { mode: 'forced' })).toMatchObject({
      kind: 'refused',
      reasons: [{ code: 'KeepsOrigins' }],
    });
  });

  test('says of a copy that was asked to end that its origin goes on', async () => {
    const { copy, undo } = await cutShort('says_so');
    const { state } = await itemNamed(world, undo, copy);
    expect(JSON.stringify(state)).toContain('its original goes on where it still runs');
    expect(JSON.stringify(state)).not.toContain('goes on nowhere');
  });

  test('says the same of a copy whose end nobody has seen in time', async () => {
    const name = fresh('stubborn');
    const first = await failedOver(world, name);
    const copy = await copyOf(world, first.order.run, name);
    await answersFor(world, 1);
    await world.recorded(copy, 'secondary');
    configured(world, { releaseTimeout: 60_000 });
    await world.fault('secondary', { kind: '5xx', methods: ['POST'] });
    const undo = await started(world, { kind: 'failback', keep: 'origins' });
    await carriedOut(world, undo);
    expect(await fate(world, undo.order.run, copy)).toBe('failed OriginNotTerminal');
    const { state } = await itemNamed(world, undo.order.run, copy);
    expect(JSON.stringify(state)).toContain('its original goes on where it still runs');
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
