import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../local/http.ts';
import type { EmbeddedPair } from '../../local/simulator/seeds.ts';
import { until } from '../../local/scenarios/wait.ts';
import type { DrillConfig } from '../../shared/core/drill/config.ts';
import { parsePairName, type PairName } from '../../shared/core/ids.ts';
import type { Claim, RunKind } from '../../shared/core/pointer.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { cleanUpDrills } from '../../shared/work/drill/abandon.ts';
import { interpret } from '../support/interpret.ts';
import { makeMortal, type DeathPoint } from './mortal.ts';
import { startWorld, type TestClock, type World } from './world.ts';

let world: World;
// Pairs of its own: the other file of deaths counts its own.
let nextPair = 500;
beforeAll(async () => {
  world = await startWorld();
  const soon = { startingMs: 0, queuedMs: 0, preparingMs: 0, runningMs: 0, finalizingMs: 0 };
  await world.control('/times', { region: 'westus2', ...soon });
});
afterAll(() => world.stop());

const drill: DrillConfig = {
  ...{ blockedWindows: [], maxCanaries: 2, maxMinutes: 5, giveUpAfter: 600_000 },
  canary: {
    command: 'sleep 0',
    environment: 'azureml://registries/azureml/environments/tiny/versions/1',
    computes: ['cpu-cluster'],
  },
};

type Process = Deps & { readonly clock: TestClock };

/** A drill whose process dies where it is told to; then its like goes on, or a failover takes the pair from it. */
async function drillThatDies(death: DeathPoint | undefined, next: 'restart' | 'failover') {
  const added = await world.addPair((nextPair += 1));
  const newProcess = (): Process => {
    const deps = added.newDeps();
    return { ...deps, config: { ...deps.config, drill } };
  };
  const first = newProcess();
  const pair = nameOf(first);
  const mortal = makeMortal(first, death);
  // The real canaries end by themselves within moments; here nobody waits for the clock.
  const life = claim(mortal.deps, 'drill').then((held) => carryOn(mortal.deps, first.clock, held));
  await Promise.race([life, mortal.died]);

  const second = newProcess();
  second.clock.moveTo(first.clock.now());
  if (death !== undefined || next === 'failover') {
    const held = await claim(second, next === 'restart' ? 'drill' : 'failover');
    await carryOn(second, second.clock, held);
  }
  for (let turn = 0; turn < 60 && (await openDrills(second, pair)) > 0; turn += 1) {
    await cleanUpDrills(second);
    second.clock.moveTo(second.clock.now() + 60_000);
  }
  return { pair: added.pair, deps: second, writes: mortal.writes };
}

async function carryOn(deps: Deps, clock: TestClock, held: Claim | undefined): Promise<void> {
  await until('the run to end', async () => ((await interpret(deps, clock, held)) === 'ended' ? true : undefined), 20);
}

async function openDrills(deps: Deps, pair: PairName): Promise<number> {
  const runs = await deps.runs.listRuns(pair);
  return runs.filter(({ order, endedAt }) => order.kind === 'drill' && endedAt === undefined).length;
}

function nameOf(deps: Deps): PairName {
  const name = parsePairName(deps.config.pairs[0]?.name ?? '');
  if (name === undefined) throw new Error('no pair');
  return name;
}

/** The drill that is open, or a new run; undefined when the drill had ended already. */
async function claim(deps: Deps, kind: RunKind): Promise<Claim | undefined> {
  const pair = nameOf(deps);
  const before = (await deps.pointers.read(pair)).claim;
  if (kind === 'drill' && before !== undefined) return before.state === 'ended' ? undefined : before;
  const now = deps.clock.now();
  const result = await deps.pointers.claim(pair, {
    ...{ kind, mode: 'forced', source: 'primary', target: 'secondary', by: 'operator' },
    reason: { code: 'Manual', message: 'crash test' },
    ...{ claimedAt: now, victimsSince: now },
  });
  if (result.kind !== 'claimed') throw new Error(result.kind);
  return result.claim;
}

/** Every canary that was ever created, by what became of it; and how many of one name. */
async function canaries({ secondary }: EmbeddedPair) {
  const created = world.simulator
    .books()
    .flatMap((line) => (line.kind === 'job' && line.workspace === secondary.id && line.previous === null ? [line] : []))
    .filter(({ properties }) => 'failover.drill' in properties);
  const states = await Promise.all(
    created.map(async ({ job }) => {
      const url = `${world.simulator.armUrl}${secondary.id}/jobs/${job}?api-version=2025-12-01`;
      const headers = { authorization: `Bearer ${world.simulator.token()}` };
      const { body } = await call({ method: 'GET', url, ca: world.ca, headers });
      const { status, isArchived } = (body as { properties: { status: string; isArchived: boolean } }).properties;
      return `${/Completed|Failed|Canceled/.test(status) ? 'ended' : status}${isArchived ? ', archived' : ''}`;
    }),
  );
  return { states, twice: created.length - new Set(created.map(({ job }) => job)).size };
}

describe('a drill that dies at any one of its writes', () => {
  it(
    'leaves no canary behind, whether its like goes on or a failover takes the pair',
    { timeout: 300_000 },
    async () => {
      const whole = await drillThatDies(undefined, 'restart');
      const [run] = await whole.deps.runs.listRuns(nameOf(whole.deps));
      expect(run?.drill?.result).toMatchObject({ passed: true });
      expect(await canaries(whole.pair)).toEqual({ states: ['ended, archived'], twice: 0 });
      expect(whole.writes.filter((name) => name === 'putJob')).toHaveLength(2);

      // What was written is written: after one write is before the next, but for a PUT, whose answer is lost.
      const deaths = whole.writes.flatMap((name, index) =>
        (name === 'putJob' ? (['before', 'after'] as const) : (['before'] as const)).flatMap((when) =>
          (['restart', 'failover'] as const).map((next) => ({ write: index + 1, name, when, next })),
        ),
      );
      const limit = pLimit(6);
      await Promise.all(
        deaths.map(({ write, name, when, next }) =>
          limit(async () => {
            const where = `death ${when} write ${write} (${name}), then ${next}`;
            const { pair, deps } = await drillThatDies({ write, when }, next);
            const { states, twice } = await canaries(pair);
            expect({ where, open: states.filter((state) => state !== 'ended, archived'), twice }).toEqual({
              where,
              open: [],
              twice: 0,
            });
            const runs = await deps.runs.listRuns(nameOf(deps));
            const { active } = await deps.pointers.read(nameOf(deps));
            expect({ where, active: active.active }).toEqual({
              where,
              active: next === 'restart' ? 'primary' : 'secondary',
            });
            for (const { order, drill: progress } of runs)
              if (order.kind === 'drill' && next === 'restart')
                expect({ where, passed: progress?.result?.passed }).toEqual({ where, passed: true });
          }),
        ),
      );
    },
  );
});
