import { describe, expect, test } from 'vitest';
import { jobKey } from '../../../shared/core/ids.ts';
import type { RunId } from '../../../shared/core/ids.ts';
import type { Slice } from '../../../shared/core/slices.ts';
import { cancelRun } from '../../../shared/work/cancel-run.ts';
import { retryRun } from '../../../shared/work/retry-run.ts';
import { commandSpec } from '../../local/simulator/support/region.ts';
import { resubmitSlice } from '../../../shared/work/run/resubmit-slice.ts';
import { recordedOrchestrations, vision } from '../../support/deps.ts';
import { copyName, privateInput, running, sharedOutput } from '../../support/running-jobs.ts';
import {
  booksFromHere,
  cancelled,
  carriedOut,
  configured,
  homeAgain,
  outcomes,
  runOf,
  started,
} from '../../support/runs.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
const cancel = (run: RunId) => cancelRun(world.deps, vision, run, 'grace');

async function retry(run: RunId, command: object = {}) {
  const found = await world.deps.runs.getRun(run);
  if (found === undefined) throw new Error('no run');
  return retryRun(world.deps, recordedOrchestrations(), found.row, { force: [], ...command }, { by: 'grace' });
}
/** The retry of a run, carried out. @returns its id. */
async function retried(run: RunId, command: object = {}): Promise<RunId> {
  const result = await retry(run, command);
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  expect(await carriedOut(world, result.claim)).toBe('ended');
  return result.claim.order.run;
}

describe('a cancel', () => {
  test('before the switch ends the run with nothing done', async () => {
    await running(world, { stays: {} });
    const claim = await started(world, { kind: 'failover' });
    expect(await cancel(claim.order.run)).toMatchObject({ kind: 'cancelled' });
    expect(await carriedOut(world, claim)).toBe('ended');
    expect(await outcomes(world, claim.order.run)).toEqual({});
    expect(await world.deps.pointers.read(vision)).toMatchObject({
      active: { active: 'primary', epoch: 0 },
      claim: { state: 'ended', cancelled: { by: 'grace' } },
    });
    expect((await world.deps.runs.getRun(claim.order.run))?.row).toMatchObject({ cancelled: { by: 'grace' } });
  });

  test('that comes between the decision to switch and the switch wins', async () => {
    const claim = await started(world, { kind: 'failover' });
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'switch') await cancel(claim.order.run);
    });
    expect((await world.deps.pointers.read(vision)).active.epoch).toBe(0);
  });

  test('after the switch leaves what was not begun, and says that the pointer has moved', async () => {
    const [name = ''] = await running(world, { left: {} });
    const claim = await started(world, { kind: 'failover' });
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'announce') await cancel(claim.order.run);
    });
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'skipped RunCancelled' });
    expect((await world.deps.pointers.read(vision)).active).toMatchObject({ active: 'secondary', epoch: 1 });
    const told = world.deps.published.map(({ type }) => type.replace('AzureML.Failover.', ''));
    expect(told).toEqual(['RunStarted', 'ActiveWorkspaceChanged', 'RunCompleted']);
  });

  test('lets a PUT be brought to its end whose answer was lost', async () => {
    const [name = '', other = ''] = await running(world, { begun: { tags: { 'failover.priority': '1' } }, later: {} });
    configured(world, { sliceSize: 1, slicesAtOnce: 1 });
    const claim = await started(world, { kind: 'failover' });
    await world.fault('secondary', { kind: 'lostAnswer', count: 1 });
    const slices: Slice[] = [];
    await carriedOut(world, claim, (step) => {
      if (step.do !== 'resubmit') return;
      slices.push(...step.slices);
      return 'stop';
    });
    const [first] = slices;
    if (first === undefined) throw new Error('nothing was to be submitted');
    const ticket = { pair: vision, run: claim.order.run, fence: claim.fence };
    await resubmitSlice(world.deps, ticket, first);
    await cancel(claim.order.run);
    await carriedOut(world, claim);
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'verified', [other]: 'skipped RunCancelled' });
    expect(world.created('secondary', copyName(world, name))).toHaveLength(1);
  });

  test('is heard once, by the first who says it, and not at all when the run has ended', async () => {
    const claim = await started(world, { kind: 'failover', inFlight: 'finish' });
    await cancel(claim.order.run);
    world.clock.advance(1_000);
    await cancelRun(world.deps, vision, claim.order.run, 'linus');
    await carriedOut(world, claim);
    expect((await world.deps.runs.getRun(claim.order.run))?.row.cancelled?.by).toBe('grace');
    expect(await cancel(claim.order.run)).toEqual({ kind: 'ended' });
    expect(world.deps.logged.filter(({ event }) => event === 'run.cancelled')).toHaveLength(1);
  });

  test('of a planned move submits no job any more, also none that had been asked to end: a retry does', async () => {
    const [name = ''] = await running(world, { between: {} });
    const claim = await started(world, { kind: 'failover', mode: 'planned' });
    let looks = 0;
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'release') looks += 1;
      if (looks === 2) await cancel(claim.order.run);
    });
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'skipped RunCancelled' });
    expect(world.created('secondary', copyName(world, name))).toEqual([]);
    // It was our own wish that it ended, and no operator's.
    await world.deps.ledger.observe(vision, { side: 'primary', name, at: world.deps.clock.now(), status: 'Canceled' });
    expect(await outcomes(world, await retried(claim.order.run))).toEqual({ [name]: 'verified' });
    expect(world.created('secondary', copyName(world, name))).toHaveLength(1);
  });
});

describe('a retry', () => {
  test('tries what was blocked again after it was mended, and nothing else', async () => {
    const [blocked = '', , fine = ''] = await running(world, {
      writes: sharedOutput('models'),
      hopeless: privateInput,
      fine: {},
    });
    const first = await runOf(world, { kind: 'failover' });
    expect(await outcomes(world, first)).toMatchObject({ [blocked]: 'blocked OutputPathShared', [fine]: 'verified' });
    configured(world, { outputs: 'same' });
    const run = await retried(first, { jobs: [jobKey('primary', blocked)], mode: 'forced' });
    expect(await outcomes(world, run)).toEqual({ [blocked]: 'verified' });
    expect((await world.deps.runs.getRun(run))?.row.order).toMatchObject({ kind: 'evacuate', retryOf: first });
    expect((await world.deps.pointers.read(vision)).active).toMatchObject({ active: 'secondary', epoch: 1 });
  });

  test('of a job whose submission was never answered looks for it under its name first', async () => {
    const [arrived = '', lost = ''] = await running(world, { arrived: {}, lost: {} });
    configured(world, { resubmitTimeout: 1_000 });
    await world.fault('secondary', { kind: 'lostAnswer' }, { kind: '5xx', methods: ['GET'] });
    const claim = await started(world, { kind: 'failover', force: ['standbyUnready'] });
    await carriedOut(world, claim);
    const first = claim.order.run;
    expect(Object.values(await outcomes(world, first))).toEqual(['failed ResubmitTimeout', 'failed ResubmitTimeout']);
    await world.fault('secondary');
    await world.force(copyName(world, lost), 'Canceled', 'job', 'secondary');
    await world.region.client.delete(`${world.region.secondary}/jobs/${copyName(world, lost)}`);
    expect(await outcomes(world, await retried(first))).toEqual({ [arrived]: 'verified', [lost]: 'verified' });
    expect(world.created('secondary', copyName(world, arrived))).toHaveLength(1);
    expect(world.created('secondary', copyName(world, arrived, 1, 2))).toEqual([]);
    // Of a job that is not there, the name is still free.
    expect(world.created('secondary', copyName(world, lost))).toHaveLength(2);
  });

  test('of a copy that has failed makes the next attempt, once it is seen to be terminal', async () => {
    const [name = ''] = await running(world, { fails: {} });
    const claim = await started(world, { kind: 'failover' });
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'verify') await world.force(copyName(world, name), 'Failed', 'job', 'secondary');
    });
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'failed CopyFailed' });
    const books = booksFromHere(world);
    expect(await outcomes(world, await retried(claim.order.run, { mode: 'planned' }))).toEqual({ [name]: 'verified' });
    expect(world.created('secondary', copyName(world, name, 1, 2))).toHaveLength(1);
    expect(cancelled(books())).toEqual([name]);
  });

  test('is refused while the run is open, when nothing is left to try, and when its source is active again', async () => {
    await running(world, { hopeless: privateInput });
    const claim = await started(world, { kind: 'failover' });
    await carriedOut(world, claim, ({ do: what }) => (what === 'announce' ? 'stop' : undefined));
    expect(await retry(claim.order.run)).toEqual({ kind: 'open' });
    await carriedOut(world, claim);
    expect(await retry(claim.order.run, { jobs: [jobKey('primary', 'somebody-else')] })).toEqual({ kind: 'nothing' });
    await homeAgain(world, { inFlight: 'finish' });
    expect(await retry(claim.order.run)).toMatchObject({ kind: 'refused', reasons: [{ code: 'SourceIsActive' }] });
  });
});

test('what a run had to block is inherited by the next run of the same source, until it is done', async () => {
  const [name = ''] = await running(world, { inherited: sharedOutput('inherited') });
  const at = world.deps.clock.now();
  await world.deps.ledger.observe(vision, { side: 'primary', name, at, status: 'Failed' });
  await runOf(world, { kind: 'failover' });
  // Long after any look-back.
  world.clock.advance(3 * 3_600_000);
  configured(world, { outputs: 'same' });
  const next = await runOf(world, { kind: 'evacuate', mode: 'forced' });
  expect(await outcomes(world, next)).toEqual({ [name]: 'verified' });
  world.clock.advance(3 * 3_600_000);
  expect(await outcomes(world, await runOf(world, { kind: 'evacuate', mode: 'forced' }))).toEqual({});
});

test('what a planned run has ended and then could not submit is taken along by the next one, too', async () => {
  const [name = ''] = await running(world, { between: {} });
  // A registry that reached the region when the job was judged, and does not any more.
  const environmentId = 'azureml://registries/withdrawn/environments/train/versions/1';
  const { hash } = await world.deps.specs.put({ ...commandSpec(world.region.pair), environmentId });
  const claim = await started(world, { kind: 'failover', mode: 'planned' });
  await carriedOut(world, claim, async ({ do: what }) => {
    const [item] = what === 'resubmit' ? await world.deps.runs.items(claim.order.run) : [];
    if (item !== undefined) await world.deps.runs.updateItem({ ...item.row, spec: hash }, item.etag);
  });
  expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'blocked Forbidden' });
  const at = world.deps.clock.now();
  await world.deps.ledger.observe(vision, { side: 'primary', name, at, status: 'Canceled' });
  // Long after any look-back.
  world.clock.advance(3 * 3_600_000);
  expect(await outcomes(world, await runOf(world, { kind: 'evacuate' }))).toEqual({ [name]: 'verified' });
  expect(world.created('secondary', copyName(world, name))).toHaveLength(1);
});
