import { afterEach, describe, expect, test } from 'vitest';
import { otherSide, runId, type Side } from '../../../shared/core/ids.ts';
import { lookAtReadiness } from '../../../shared/work/readiness.ts';
import { watch } from '../../../shared/work/watch.ts';
import { sweepMirror } from '../../../shared/work/mirror-sweep.ts';
import { recordedOrchestrations, vision } from '../../support/deps.ts';
import { plannedRun, useWorld } from '../../support/world.ts';

const world = useWorld();
const secondary = () => ({ workspace: world.region.secondary });
afterEach(() => world.region.control('POST', '/workspaces/settings', { ...secondary(), v1LegacyMode: false }));

async function look(): Promise<void> {
  world.clock.advance(300_000);
  await watch(world.deps, recordedOrchestrations());
  await lookAtReadiness(world.deps);
}
const readiness = async () => (await world.deps.readiness.get(vision))?.row;
const stateOf = async (code: string) => (await readiness())?.checks.find((check) => check.code === code)?.state;
const told = () =>
  world.deps.published
    .filter(({ type }) => type === 'AzureML.Failover.ReadinessChanged')
    .map(({ data }) => data['change']);

describe('a look at the standby', () => {
  test('judges it by what ARM, the ledger and the mirror say, and forecasts', async () => {
    await world.submit('looked_at');
    await world.recorded('looked_at');
    await look();
    const found = await readiness();
    expect(found).toMatchObject({ pair: vision, side: 'secondary', state: 'ready', at: world.clock.now() });
    expect(found?.checks.filter(({ state }) => state === 'fail').map(({ code }) => code)).toEqual([]);
    expect(found?.forecast).toMatchObject({ side: 'primary', jobs: 1, ready: 1, blocked: 0 });
    await world.force('looked_at', 'Canceled', 'user');
  });

  test('knows how many cores the jobs in flight want, and what is free', async () => {
    const resources = { instanceCount: 200 };
    await world.submit('large', { resources });
    await world.recorded('large');
    await sweepMirror(world.deps);
    await look();
    const check = (await readiness())?.checks.find(({ code }) => code === 'Quota');
    expect(check).toMatchObject({ state: 'warn', concerns: ['standardDSv2Family: 400 cores wanted, 300 of 300 free'] });
    await world.force('large', 'Canceled', 'user');
  });

  test('tells once that it got worse, and once that it is well again', async () => {
    await look();
    expect(told()).toEqual([]);
    await world.region.control('POST', '/workspaces/settings', { ...secondary(), v1LegacyMode: true });
    for (let turn = 0; turn < 3; turn += 1) await look();
    expect([told(), (await readiness())?.state]).toEqual([['worse'], 'unready']);
    await world.region.control('POST', '/workspaces/settings', { ...secondary(), v1LegacyMode: false });
    for (let turn = 0; turn < 3; turn += 1) await look();
    expect([told(), (await readiness())?.state]).toEqual([['worse', 'better'], 'ready']);
  });

  test('that dies before it is written down is told again under the same id', async () => {
    await look();
    await world.region.control('POST', '/workspaces/settings', { ...secondary(), v1LegacyMode: true });
    world.clock.advance(300_000);
    const dying = { ...world.deps.readiness, put: () => Promise.reject(new Error('killed')) };
    await expect(lookAtReadiness({ ...world.deps, readiness: dying })).rejects.toThrow('killed');
    await look();
    const ids = world.deps.published.filter(({ type }) => type.endsWith('ReadinessChanged')).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test('goes on while the primary is down: what it cannot say is a warning, and no reason to stay', async () => {
    await look();
    await world.region.control('POST', '/dark', { region: 'eastus', mode: 'reset' });
    await look();
    expect(await readiness()).toMatchObject({ state: 'ready', at: world.clock.now() });
    expect([await stateOf('SourcePermissions'), await stateOf('Permissions')]).toEqual(['warn', 'pass']);
  });

  test('of a standby that is down finds it unready', async () => {
    await world.region.control('POST', '/dark', { region: 'westus2', mode: 'reset' });
    await look();
    expect([(await readiness())?.state, await stateOf('StandbyAnswers')]).toEqual(['unready', 'fail']);
  });

  test('knows of drills into the workspace that is the standby now, and of no others', async () => {
    const { ticket, run } = await plannedRun(world);
    await world.deps.pointers.setClaimState(vision, ticket.run, ticket.fence, 'ended');
    const result = { passed: true, reasons: [], at: world.deps.clock.now() };
    const drill = { canaries: [], plannedAt: result.at, giveUpAt: result.at, result };
    const drilled = async (target: Side, no: number) =>
      world.deps.runs.insertRun({
        ...{ ...run, state: 'ended', endedAt: result.at, drill },
        order: { ...run.order, run: runId(vision, no), kind: 'drill', source: otherSide(target), target },
      });
    // The secondary is active since that run.
    await drilled('secondary', 2);
    await look();
    expect(await stateOf('Drill')).toBe('warn');
    await drilled('primary', 3);
    await look();
    expect(await stateOf('Drill')).toBe('pass');
  });

  test('asks nobody anything while a run is open', async () => {
    await plannedRun(world);
    const before = world.region.simulator.books().length;
    await lookAtReadiness(world.deps);
    expect(world.region.simulator.books().length).toBe(before);
    expect(await readiness()).toBeUndefined();
  });

  test('sees that an event did not get through', async () => {
    const deaf = {
      topic: 'configured',
      publish: () => Promise.resolve({ kind: 'failed', reason: { code: 'TopicUnreachable', message: '' } } as const),
    } as const;
    world.clock.advance(60_000);
    await watch({ ...world.deps, announcer: deaf }, recordedOrchestrations());
    await lookAtReadiness(world.deps);
    expect(await stateOf('Subscribers')).toBe('fail');
  });
});
