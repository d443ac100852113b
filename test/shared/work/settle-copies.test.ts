import { describe, expect, onTestFinished, test } from 'vitest';
import {
  answersFor,
  copyOf,
  fate,
  itemNamed,
  longRunning,
  partition,
  playRun,
  runOf,
  settleAll,
  statusOf,
} from '../../support/failed-over.ts';
import { carriedOut, started } from '../../support/runs.ts';
import { commandSpec } from '../../local/simulator/support/region.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();

let jobs = 0;
function fresh(word: string): string {
  jobs += 1;
  return `${word}_${jobs}`;
}
const cancels = (name: string) => world.asked('POST', `${name}/cancel`).length;

describe('a copy that its run has given up because it never began', () => {
  /** A pipeline whose copy the secondary takes and does not start, while the original runs on unseen. */
  async function neverBegan(word: string) {
    const name = fresh(word);
    const properties = { jobType: 'Pipeline', jobs: {}, settings: {}, ...longRunning };
    const headers = { 'x-azureml-token': world.region.simulator.token('https://ml.azure.com') };
    await world.region.client.put(`${world.region.primary}/jobs/${name}`, { properties }, headers);
    world.clock.advance(60_000);
    await world.recorded(name);
    await world.region.control('POST', '/times', { region: 'westus2', startingMs: 864_000_000 });
    onTestFinished(() => world.region.control('POST', '/times', { region: 'westus2' }).then(() => undefined));
    await partition(world);
    const { order } = await playRun(world);
    const copy = await copyOf(world, order.run, name);
    expect(await fate(world, order.run, name)).toBe('failed NotStartedTimeout');
    expect([await statusOf(world, 'primary', name), await statusOf(world, 'secondary', copy)]).toEqual([
      'Running',
      'NotStarted',
    ]);
    return { name, copy, run: order.run };
  }

  test('is cancelled, and its original goes on', async () => {
    const { name, copy, run } = await neverBegan('never');
    await answersFor(world, 10);
    await settleAll(world, 1);
    expect(await fate(world, run, name)).toBe('failed NotStartedTimeout, cancelling copy CopyNeverBegan');
    await settleAll(world);
    expect(await fate(world, run, name)).toBe('failed NotStartedTimeout, settled OriginKept');
    expect([await statusOf(world, 'primary', name), await statusOf(world, 'secondary', copy)]).toEqual([
      'Running',
      'Canceled',
    ]);
    expect(cancels(name)).toBe(0);
    expect((await runOf(world, run)).settledAt).toBeDefined();
  });

  test('and has begun since goes on in place of its original, as any copy', async () => {
    const { name, copy, run } = await neverBegan('begun_since');
    await world.force(copy, 'Running', 'job', 'secondary');
    await answersFor(world, 10);
    await settleAll(world);
    expect(await fate(world, run, name)).toBe('failed NotStartedTimeout, settled OriginCancelled');
    expect([await statusOf(world, 'primary', name), await statusOf(world, 'secondary', copy)]).toEqual([
      'Canceled',
      'Running',
    ]);
  });

  test('is left to begin where its original has ended', async () => {
    const { name, copy, run } = await neverBegan('left');
    await world.force(name, 'Failed', 'outage');
    await answersFor(world, 10);
    await settleAll(world);
    expect(await fate(world, run, name)).toBe('failed NotStartedTimeout, settled OriginEnded');
    expect([cancels(name), cancels(copy)]).toEqual([0, 0]);
  });
});

test('a copy that arrives after its item was blocked is found under the name that was kept, and one of two lives on', async () => {
  const name = fresh('arrives');
  const { deps, region } = world;
  await world.submit(name, longRunning);
  await world.recorded(name);
  await partition(world);
  const environmentId = 'azureml://registries/withdrawn/environments/train/versions/1';
  const { hash } = await deps.specs.put({ ...commandSpec(region.pair), environmentId });
  await world.fault('secondary', { kind: 'reset', methods: ['PUT'], count: 1 });
  const claim = await started(world, { kind: 'failover' });
  const { run } = claim.order;
  let waves = 0;
  await carriedOut(world, claim, async ({ do: what }) => {
    if (what === 'resubmit') waves += 1;
    const [item] = what === 'resubmit' && waves === 2 ? await deps.runs.items(run) : [];
    if (item !== undefined) await deps.runs.updateItem({ ...item.row, spec: hash }, item.etag);
  });
  expect(await fate(world, run, name)).toBe('blocked Forbidden');
  // The lost PUT has been on its way all the time.
  const copy = await copyOf(world, run, name);
  const { originId, rootId } = await itemNamed(world, run, name);
  const marker = { 'failover.origin': originId, 'failover.root': rootId, 'failover.run': run };
  const properties = { ...marker, 'failover.epoch': '1', 'failover.attempt': '1' };
  await world.submit(
    copy,
    { ...longRunning, computeId: `${region.secondary}/computes/cpu-cluster`, properties },
    'secondary',
  );
  await answersFor(world, 10);
  await settleAll(world);
  expect(await fate(world, run, name)).toBe('blocked Forbidden, settled OriginCancelled');
  expect([await statusOf(world, 'primary', name), await statusOf(world, 'secondary', copy)]).toEqual([
    'Canceled',
    'Running',
  ]);
});
