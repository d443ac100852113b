import { describe, expect, onTestFinished, test } from 'vitest';
import {
  answersFor,
  copyOf,
  fate,
  longRunning,
  partition,
  playRun,
  runOf,
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
