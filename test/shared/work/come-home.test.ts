import { beforeEach, describe, expect, test } from 'vitest';
import type { Policy } from '../../../shared/core/policy.ts';
import { comeHome } from '../../../shared/work/come-home.ts';
import { recordedOrchestrations, vision } from '../../support/deps.ts';
import { answersFor, failedOver, partition, probed } from '../../support/failed-over.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
let orchestrations = recordedOrchestrations();
beforeEach(() => {
  orchestrations = recordedOrchestrations();
});

let jobs = 0;
/** As often as the timer would come in twenty minutes, under that policy. */
async function looks(policy: Partial<Policy>): Promise<readonly string[]> {
  const [pair] = world.deps.config.pairs;
  const config = { ...world.deps.config, pairs: [{ ...pair, policy: { ...pair.policy, ...policy } }] };
  for (let look = 0; look < 20; look += 1) {
    await comeHome({ ...world.deps, config }, orchestrations);
    world.clock.advance(60_000);
    await probed(world, 'alive');
    await probed(world, 'alive', 'secondary');
  }
  return orchestrations.started;
}

async function leftAndBack(): Promise<void> {
  jobs += 1;
  await failedOver(world, `homesick_${jobs}`);
  await answersFor(world, 10);
}

describe('automation leads home', () => {
  test('never, unless policy says so', async () => {
    await leftAndBack();
    expect(await looks({})).toEqual([]);
  });

  test('where policy says so, as a planned run, when all is settled and the delay is over', async () => {
    await leftAndBack();
    expect(await looks({ failback: 'automatic' })).toEqual(['vision-r2-2']);
    const { claim } = await world.deps.pointers.read(vision);
    const reason = { code: 'PrimaryIsBack' };
    expect(claim?.order).toMatchObject({ kind: 'failback', mode: 'planned', by: 'automation', reason });
  });

  test('not where only a person may start runs, nor while somebody has paused it', async () => {
    await leftAndBack();
    expect(await looks({ failback: 'automatic', mode: 'manual' })).toEqual([]);
    const brake = { paused: { by: 'ada', at: world.deps.clock.now(), reason: 'I am looking at it' } };
    const paused = { ...world.deps.brakes, read: () => Promise.resolve(brake) };
    const { brakes } = world.deps;
    Object.assign(world.deps, { brakes: paused });
    expect(await looks({ failback: 'automatic' })).toEqual([]);
    Object.assign(world.deps, { brakes });
  });

  test('not while the primary cannot be reached', async () => {
    await leftAndBack();
    await partition(world);
    expect(await looks({ failback: 'automatic' })).toEqual([]);
  });
});
