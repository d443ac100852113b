import { beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../../local/scenarios/wait.ts';
import type { ProbeState, Signal } from '../../../shared/core/signal.ts';
import { instant, plus } from '../../../shared/core/time.ts';
import type { ArmTrouble } from '../../../shared/ports.ts';
import type { Deps } from '../../../shared/work/deps.ts';
import { watch } from '../../../shared/work/watch.ts';
import { recordedOrchestrations, vision, type TestDeps } from '../../support/deps.ts';
import { useWorld } from '../../support/world.ts';
import { alerted, noon } from '../core/judgement-fixtures.ts';

const world = useWorld();
let orchestrations = recordedOrchestrations();
beforeEach(() => {
  orchestrations = recordedOrchestrations();
});

const minute = 60_000;
const look = (deps: Deps = world.deps) => watch(deps, orchestrations);
const dark = (region: string) => world.region.control('POST', '/dark', { region, mode: 'reset' });
async function said(): Promise<string> {
  const [last] = await world.deps.signals.decisions(vision, 1);
  return `${last?.decision} ${last?.reason.code}`;
}
async function signalOf(source: Signal['source'], subject?: string): Promise<Signal | undefined> {
  const all = await world.deps.signals.list(vision, instant(0));
  return all.find((each) => each.source === source && (subject === undefined || each.subject === subject));
}

/** What the ledger hears of jobs of the primary, each of an experiment of its own. */
async function hear(status: string, count = 5, age = 0): Promise<void> {
  const at = plus(world.deps.clock.now(), -age);
  for (let no = 0; no < count; no += 1) {
    await world.deps.ledger.observe(vision, { side: 'primary', name: `job-${no}`, at, status, experiment: `e${no}` });
  }
}
async function looks(minutes: number, deps = world.deps): Promise<void> {
  for (let no = 0; no < minutes; no += 1) {
    world.clock.advance(minute);
    await look(deps);
  }
}
function incident(): Signal {
  return alerted('service-health', { received: world.deps.clock.now() });
}

describe('jobs of a workspace that answers', () => {
  test('that fail together make automation ask, and no longer once that is over', async () => {
    await hear('Failed');
    await look();
    expect(await said()).toBe('ask OurViewOnly');
    expect(await signalOf('failure-burst')).toMatchObject({ state: 'failing', side: 'primary' });
    await looks(11);
    expect(await said()).toBe('hold NoEvidence');
    expect(await signalOf('failure-burst')).toMatchObject({ state: 'well' });
  });

  test('that get stuck make automation ask', async () => {
    await hear('Preparing');
    await looks(15);
    await hear('Preparing');
    await looks(14);
    expect(await said()).toBe('hold NoEvidence');
    await looks(2);
    expect(await said()).toBe('ask OurViewOnly');
    expect(await signalOf('stuck-jobs')).toMatchObject({ state: 'failing' });
  });

  test('that fall silent make automation ask, if somebody was there to hear for as long', async () => {
    await hear('Running');
    await looks(20);
    expect(await said()).toBe('hold NoEvidence');
    await looks(2);
    expect(await said()).toBe('ask OurViewOnly');
    expect(await signalOf('silence')).toMatchObject({ state: 'failing' });
  });

  test('are not silent where the watch had a gap, or was cut off', async () => {
    await hear('Running');
    await looks(15);
    world.clock.advance(6 * minute);
    await looks(19);
    expect(await said()).toBe('hold NoEvidence');
    await dark('global');
    await looks(1);
    await world.region.control('POST', '/light', { region: 'global' });
    await looks(15);
    expect(await said()).toBe('hold NoEvidence');
  });

  test.each<[string, ArmTrouble]>([
    ['refused', { kind: 'refused', status: 403, reason: { code: 'AuthorizationFailed', message: 'no role' } }],
    ['throttled', { kind: 'throttled', until: noon }],
  ])('are not silent where our questions are %s, and an incident beside it only asks', async (_, trouble) => {
    const { workspaces } = world.deps;
    const { primary } = world.deps.config.pairs[0].workspaces;
    const probe: typeof workspaces.probe = (asked) =>
      asked.id === primary.id ? Promise.resolve(trouble) : workspaces.probe(asked);
    const turnedAway = { ...world.deps, workspaces: { ...workspaces, probe } };
    await hear('Running');
    await looks(30, turnedAway);
    expect(await said()).toBe('hold NoEvidence');
    await world.deps.signals.put(vision, incident());
    await looks(2, turnedAway);
    expect(await said()).toBe('ask ProviderOnly');
    expect(orchestrations.started).toEqual([]);
    // Whoever may ask again has to listen for as long again.
    await looks(18);
    expect(await signalOf('silence')).toBeUndefined();
    await looks(3);
    expect(await signalOf('silence')).toMatchObject({ state: 'failing' });
  });

  test('that are well leave no trace: nothing is written that says nothing', async () => {
    await hear('Running');
    await looks(3);
    const sources = (await world.deps.signals.list(vision, instant(0))).map(({ source }) => source);
    expect(new Set(sources)).toEqual(new Set(['probe']));
  });
});

test('calls that find nobody behind a workspace that answers probes make automation ask', async () => {
  await world.fault('primary', { kind: '5xx' });
  for (let no = 0; no < 5; no += 1)
    await world.deps.workspaces.getJob(world.deps.config.pairs[0].workspaces.primary, 'x');
  await world.deps.calls.keep();
  await world.fault('primary');
  await look();
  expect(await said()).toBe('ask OurViewOnly');
  expect(await signalOf('arm-errors')).toMatchObject({ state: 'failing', detail: '5 of 5 calls found it unreachable' });
  await looks(6);
  expect(await said()).toBe('hold NoEvidence');
});

describe('what depends on neither workspace', () => {
  test('is asked once for all pairs, and where it cannot be reached nothing is done, whatever else is seen', async () => {
    await world.deps.signals.put(vision, incident());
    await dark('eastus');
    await dark('global');
    await look();
    expect(await said()).toBe('hold Blind');
    expect(orchestrations.started).toEqual([]);
    await world.region.control('POST', '/light', { region: 'global' });
    await looks(1);
    expect(await said()).toBe('fail-over ProviderAndProbeAgree');
  });
});

/** The storage of a workspace answers what the test says. */
function withStorage(state: ProbeState, ...accounts: readonly string[]): { deps: TestDeps; asked: string[] } {
  const asked: string[] = [];
  const [pair] = world.deps.config.pairs;
  const group = '/subscriptions/s1/resourceGroups/rg/providers/Microsoft';
  const resources = [
    ...accounts.map((name) => `${group}.Storage/storageAccounts/${name}`),
    `${group}.KeyVault/vaults/kv`,
  ];
  const primary = { ...pair.workspaces.primary, associatedResources: resources };
  const reason = { code: 'ECONNRESET', message: 'socket hang up' };
  return {
    asked,
    deps: {
      ...world.deps,
      config: { ...world.deps.config, pairs: [{ ...pair, workspaces: { ...pair.workspaces, primary } }] },
      reach: {
        ...world.deps.reach,
        storage(account) {
          asked.push(account);
          const fails = state === 'unreachable' && account === accounts.at(-1)?.toLowerCase();
          return Promise.resolve(fails ? { kind: 'unreachable', reason } : { kind: 'alive', status: 403 });
        },
      },
    },
  };
}

describe('the storage of a workspace', () => {
  test('is asked for by the names among its associated resources, and a refusal is an answer', async () => {
    const { deps, asked } = withStorage('alive', 'VisionEast');
    await look(deps);
    expect(asked).toEqual(['visioneast']);
    expect(await signalOf('probe', 'storage')).toMatchObject({
      side: 'primary',
      state: 'alive',
      detail: 'answered 403',
    });
    expect(await said()).toBe('hold NoEvidence');
  });

  test('that fails alone makes automation ask, and with an incident it still only asks', async () => {
    const { deps } = withStorage('unreachable', 'visioneast');
    await look(deps);
    expect(await said()).toBe('ask StorageOnly');
    await world.deps.signals.put(vision, incident());
    world.clock.advance(minute);
    await look(deps);
    expect(await said()).toBe('ask WorkspaceAnswers');
  });

  test('of several accounts fails when one of them does, and says which', async () => {
    const { deps } = withStorage('unreachable', 'visioneast', 'visiondata');
    await look(deps);
    expect(await signalOf('probe', 'storage')).toMatchObject({
      state: 'unreachable',
      detail: 'ECONNRESET: visiondata: socket hang up',
    });
  });
});

test('a probe that hangs does not keep the others from being written down', async () => {
  const { promise, resolve } = Promise.withResolvers<{ kind: 'alive' }>();
  const { primary } = world.deps.config.pairs[0].workspaces;
  const { workspaces } = world.deps;
  const probe: typeof workspaces.probe = (asked) => (asked.id === primary.id ? promise : workspaces.probe(asked));
  const looking = look({ ...world.deps, workspaces: { ...workspaces, probe } });
  await until('the other probes', async () => {
    const signals = await world.deps.signals.list(vision, instant(0));
    return signals.length === 2 ? true : undefined;
  });
  expect(await signalOf('probe', 'control-endpoint')).toMatchObject({ state: 'alive' });
  resolve({ kind: 'alive' });
  await looking;
  expect(await said()).toBe('hold NoEvidence');
});

test("an operator's word counts as long as the policy says, also where Azure's own would be too old", async () => {
  const spoke = world.deps.clock.now();
  await world.deps.signals.put(vision, alerted('operator', { received: spoke, subject: 'word' }));
  await look();
  world.clock.advance(59 * minute);
  await look();
  expect(await said()).toBe('ask OperatorOnly');
  world.clock.advance(2 * minute);
  await look();
  expect(await said()).toBe('hold NoEvidence');
});
