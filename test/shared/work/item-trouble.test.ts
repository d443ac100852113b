import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { jobKey, type JobKey } from '../../../shared/core/ids.ts';
import type { Item } from '../../../shared/core/run.ts';
import type { Slice } from '../../../shared/core/slices.ts';
import { cancelRun } from '../../../shared/work/cancel-run.ts';
import { cleanUpDrills } from '../../../shared/work/drill/abandon.ts';
import { resubmitSlice } from '../../../shared/work/run/resubmit-slice.ts';
import { retryRun } from '../../../shared/work/retry-run.ts';
import { recordedOrchestrations, vision } from '../../support/deps.ts';
import { copyName, running } from '../../support/running-jobs.ts';
import { carriedOut, configured, itemsOf, outcomes, started } from '../../support/runs.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
const minute = 60_000;

/** Storage refuses to write the row of a job's item, as long as `refuses` says so. */
function refusing(job: JobKey, refuses: (item: Item) => boolean = () => true): { lift: () => void } {
  const { runs } = world.deps;
  const updateItem: typeof runs.updateItem = (item, etag) =>
    item.job === job && refuses(item) ? Promise.reject(new Error('EntityTooLarge')) : runs.updateItem(item, etag);
  Object.assign(world.deps, { runs: { ...runs, updateItem } });
  return { lift: () => void Object.assign(world.deps, { runs }) };
}
/** A bug of ours, or an answer that nobody foresaw: the submission of one job throws. */
function throwing(name: string, times = Number.POSITIVE_INFINITY): void {
  const { workspaces } = world.deps;
  let left = times;
  const putJob: typeof workspaces.putJob = async (target, put, properties) => {
    left -= put === name ? 1 : 0;
    if (put === name && left >= 0) throw new TypeError('undefined is not iterable');
    return workspaces.putJob(target, put, properties);
  };
  Object.assign(world.deps, { workspaces: { ...workspaces, putJob } });
}
const troubles = (): number => world.deps.logged.filter(({ event }) => event === 'item.trouble').length;
async function countsOf(run: string) {
  const { counts, state } = (await world.deps.runs.listRuns(vision)).find(({ order }) => order.run === run) ?? {};
  return { ...counts, state };
}

describe('an item whose handling throws', () => {
  test('fails by itself after some tries, with the name to look for; all others are verified', async () => {
    const [bad = '', fine = '', other = ''] = await running(world, { bad: {}, fine: {}, other: {} });
    throwing(copyName(world, bad));
    const claim = await started(world, { kind: 'failover' });
    const before = world.clock.now();
    let othersAt = 0;
    await carriedOut(world, claim, async () => {
      const states = await outcomes(world, claim.order.run);
      if (othersAt === 0 && states[fine] === 'verified' && states[other] === 'verified') othersAt = world.clock.now();
    });
    expect(await outcomes(world, claim.order.run)).toEqual({
      ...{ [bad]: 'failed ItemTrouble', [fine]: 'verified', [other]: 'verified' },
    });
    expect(othersAt - before).toBeLessThan(minute);
    const item = (await itemsOf(world, claim.order.run)).find(({ originName }) => originName === bad);
    expect(item?.state).toMatchObject({ targetName: copyName(world, bad) });
    expect(troubles()).toBe(20);
    expect(world.clock.now() - before).toBeGreaterThan(60 * minute);
  });

  test('goes on as if nothing had been, when the trouble passes', async () => {
    const [bad = ''] = await running(world, { bad: {} });
    throwing(copyName(world, bad), 3);
    const claim = await started(world, { kind: 'failover' });
    await carriedOut(world, claim);
    expect(await outcomes(world, claim.order.run)).toEqual({ [bad]: 'verified' });
    expect(troubles()).toBe(3);
    expect((await itemsOf(world, claim.order.run))[0]?.pause).toBeUndefined();
  });

  test('is given up after three tries once the run is cancelled', async () => {
    const [bad = ''] = await running(world, { bad: {} });
    throwing(copyName(world, bad));
    const claim = await started(world, { kind: 'failover' });
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'sweep' && troubles() === 1) await cancelRun(world.deps, vision, claim.order.run, 'grace');
    });
    expect(await outcomes(world, claim.order.run)).toEqual({ [bad]: 'failed ItemTrouble' });
    expect(troubles()).toBe(3);
  });
});

describe('an item whose row cannot be written any more', () => {
  test('keeps no other job and no run from their ends: the row of the run says what its own cannot', async () => {
    const [bad = '', fine = ''] = await running(world, { bad: {}, fine: {} });
    const refused = refusing(jobKey('primary', bad));
    const claim = await started(world, { kind: 'failover' });
    expect(await carriedOut(world, claim)).toBe('ended');
    expect((await world.deps.pointers.read(vision)).claim?.state).toBe('ended');
    // Its own row says what was last written.
    expect(await outcomes(world, claim.order.run)).toEqual({ [bad]: 'planned', [fine]: 'verified' });
    expect(await countsOf(claim.order.run)).toMatchObject({ state: 'ended', planned: 0, failed: 1, verified: 1 });
    expect(world.asked('PUT', copyName(world, bad))).toEqual([]);
    refused.lift();
    const found = await world.deps.runs.getRun(claim.order.run);
    if (found === undefined) throw new Error('no run');
    const wish = { force: [], mode: 'forced' } as const;
    const again = await retryRun(world.deps, recordedOrchestrations(), found.row, wish, { by: 'grace' });
    if (again.kind !== 'started') throw new Error(again.kind);
    await carriedOut(world, again.claim);
    expect(await outcomes(world, again.claim.order.run)).toEqual({ [bad]: 'verified' });
  });

  test('is what it came to be, when it can be written again in time', async () => {
    const [bad = ''] = await running(world, { bad: {} });
    const refused = refusing(jobKey('primary', bad));
    const claim = await started(world, { kind: 'failover' });
    await carriedOut(world, claim, () => {
      if (troubles() >= 4) refused.lift();
    });
    expect(await outcomes(world, claim.order.run)).toEqual({ [bad]: 'verified' });
    expect(await countsOf(claim.order.run)).toMatchObject({ failed: 0, verified: 1 });
  });

  test('takes a smaller word where only the one that was meant is too large', async () => {
    const [bad = ''] = await running(world, { bad: {} });
    refusing(jobKey('primary', bad), ({ state }) => state.kind === 'submitted');
    const claim = await started(world, { kind: 'failover' });
    await carriedOut(world, claim);
    expect(await outcomes(world, claim.order.run)).toEqual({ [bad]: 'failed ItemTrouble' });
    expect(world.created('secondary', copyName(world, bad))).toHaveLength(1);
  });

  test('is no reason why a cancelled run does not end', async () => {
    const [bad = '', fine = ''] = await running(world, { bad: {}, fine: {} });
    refusing(jobKey('primary', bad));
    const claim = await started(world, { kind: 'failover', mode: 'planned' });
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'release') await cancelRun(world.deps, vision, claim.order.run, 'grace');
    });
    expect((await outcomes(world, claim.order.run))[fine]).toBe('skipped RunCancelled');
    expect(await countsOf(claim.order.run)).toMatchObject({ state: 'ended', failed: 1, skipped: 1 });
  });

  test('is no reason why a drill that gave way is not cleaned up', async () => {
    const [bad = ''] = await running(world, { bad: {} });
    refusing(jobKey('primary', bad));
    const claim = await started(world, { kind: 'drill' });
    await carriedOut(world, claim, ({ do: what }) => (what === 'judge' ? 'stop' : undefined));
    await started(world, { kind: 'failover' });
    await cleanUpDrills(world.deps);
    expect(await countsOf(claim.order.run)).toMatchObject({ state: 'ended' });
  });
});

test('a slice that finds storage down begins no further item, and lets what it began come to its end', async () => {
  const names = await running(world, { a: {}, b: {}, c: {}, d: {} });
  configured(world, { putsAtOnce: 2 });
  const claim = await started(world, { kind: 'failover' });
  let slices: readonly Slice[] = [];
  await carriedOut(world, claim, (step) => {
    if (step.do !== 'resubmit') return undefined;
    ({ slices } = step);
    return 'stop';
  });
  const [slice] = slices;
  if (slice === undefined) throw new Error('nothing was to be submitted');
  const { runs } = world.deps;
  let open = 0;
  let tried = 0;
  const down = async (): Promise<never> => {
    open += 1;
    tried += 1;
    await delay(tried * 20);
    open -= 1;
    throw new Error('storage is down');
  };
  Object.assign(world.deps, { runs: { ...runs, updateItem: down, updateRun: down } });
  const ticket = { pair: vision, run: claim.order.run, fence: claim.fence };
  await expect(resubmitSlice(world.deps, ticket, slice)).rejects.toThrow('storage is down');
  expect(open).toBe(0);
  expect(troubles()).toBe(2);
  expect(names).toHaveLength(4);
});

test('storage that answers nobody is no trouble of an item: the run waits, as it ever did', async () => {
  await running(world, { a: {}, b: {} });
  const claim = await started(world, { kind: 'failover' });
  await carriedOut(world, claim, ({ do: what }) => (what === 'resubmit' ? 'stop' : undefined));
  const { runs } = world.deps;
  const down = () => Promise.reject(new Error('storage is down'));
  Object.assign(world.deps, { runs: { ...runs, updateItem: down, updateRun: down } });
  await expect(carriedOut(world, claim)).rejects.toThrow('storage is down');
  Object.assign(world.deps, { runs });
  await carriedOut(world, claim);
  expect(Object.values(await outcomes(world, claim.order.run))).toEqual(['verified', 'verified']);
});
