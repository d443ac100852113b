import { beforeEach, describe, expect, test } from 'vitest';
import { jobKey } from '../../../shared/core/ids.ts';
import { reconcile } from '../../../shared/work/reconcile.ts';
import { recordSpec } from '../../../shared/work/record-spec.ts';
import { mirrorJob } from '../../../shared/work/mirror-job.ts';
import { sweepMirror } from '../../../shared/work/mirror-sweep.ts';
import { watch } from '../../../shared/work/watch.ts';
import { recordedOrchestrations, vision } from '../../support/deps.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
const look = () => watch(world.deps, recordedOrchestrations());

/** What the app asked of the primary while it did the work: operations of ARM, without the probe of the watch. */
async function asked(work: () => Promise<unknown>): Promise<string[]> {
  const before = world.region.simulator.books().length;
  await work();
  const lines = world.region.simulator.books().slice(before);
  return lines.flatMap((line) =>
    line.kind === 'request' && line.workspace === world.region.pair.primary.id ? [line.operation] : [],
  );
}

let jobs = 0;
async function heardOf() {
  jobs += 1;
  const name = `reach_${jobs}`;
  await world.submit(name);
  const now = world.deps.clock.now();
  await world.deps.ledger.observe(vision, { side: 'primary', name, at: now, status: 'Running' });
  return { pair: vision, job: jobKey('primary', name), name };
}

describe('a workspace whose last probe found nobody there', () => {
  beforeEach(async () => {
    await world.region.control('POST', '/dark', { region: 'eastus', mode: 'reset' });
    await look();
  });

  test('is left alone by reconciliation, by the mirror, and by whoever wants a definition', async () => {
    await world.region.control('POST', '/light', { region: 'eastus' });
    const work = await heardOf();
    expect(await asked(() => reconcile(world.deps))).toEqual([]);
    expect(await asked(() => sweepMirror(world.deps))).toEqual([]);
    expect(await asked(() => recordSpec(world.deps, work))).toEqual([]);
    expect(await world.deps.queued('spec-work')).toHaveLength(1);
  });

  test('is left alone also by what would be copied into it: the needs of the jobs that run in the other one', async () => {
    const name = `reach_back_${(jobs += 1)}`;
    await world.submit(name, {}, 'secondary');
    const job = jobKey('secondary', name);
    const now = world.deps.clock.now();
    await world.deps.ledger.observe(vision, { side: 'secondary', name, at: now, status: 'Running' });
    expect(await recordSpec(world.deps, { pair: vision, job, name })).toBe('recorded');
    expect(await asked(() => mirrorJob(world.deps, { pair: vision, job }))).toEqual([]);
  });

  test('is asked again as soon as a probe was answered', async () => {
    await world.region.control('POST', '/light', { region: 'eastus' });
    const work = await heardOf();
    world.clock.advance(60_000);
    await look();
    expect(await recordSpec(world.deps, work)).toBe('recorded');
  });

  test('is asked again when nobody has probed it for a while: the watch itself may be what stands still', async () => {
    await world.region.control('POST', '/light', { region: 'eastus' });
    const work = await heardOf();
    expect(await recordSpec(world.deps, work)).toBe('later');
    world.clock.advance(5 * 60_000 + 1);
    expect(await recordSpec(world.deps, work)).toBe('recorded');
  });
});

test('a workspace that throttles or refuses is there, and is asked', async () => {
  await world.fault('primary', { kind: 'throttle', operations: 'all', bucket: { size: 0.5, perSecond: 1 } });
  await look();
  await world.region.control('DELETE', '/faults/eastus');
  expect(await recordSpec(world.deps, await heardOf())).toBe('recorded');
});
