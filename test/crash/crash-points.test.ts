import pLimit from 'p-limit';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateJobs } from '../../local/simulator/jobs-generator.ts';
import type { GeneratedJob } from '../../local/simulator/jobs-generator.ts';
import { aliveTogether } from '../../local/scenarios/alive-together.ts';
import { tally } from '../../local/scenarios/books-check.ts';
import { until } from '../../local/scenarios/wait.ts';
import { parsePairName } from '../../shared/core/ids.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { mirrorPass } from '../../shared/work/mirror-job.ts';
import { reconcile } from '../../shared/work/reconcile.ts';
import { interpret } from '../support/interpret.ts';
import { claimRun } from './claim-run.ts';
import type { Move } from './claim-run.ts';
import { makeMortal } from './mortal.ts';
import type { DeathPoint } from './mortal.ts';
import { startWorld } from './world.ts';
import type { TestClock, World } from './world.ts';
import type { EmbeddedPair } from '../../local/simulator/seeds.ts';

type EndState = {
  readonly active: string;
  readonly epoch: number;
  readonly claim: string;
  readonly outcomes: Readonly<Record<string, string>>;
  readonly lost: number;
  readonly duplicated: number;
  /** Jobs that were alive beside their copies; a forced move cannot help it. */
  readonly together: number | 'forced';
};

type Story = {
  readonly name: string;
  readonly move: Move;
  /** How many commands and pipelines move; beside them one job cannot. */
  readonly commands: number;
  readonly pipelines: number;
  /** Only every other death is tried: another story has tried them all in the same code. */
  readonly sampled?: true;
  readonly ends: Partial<EndState>;
};

const stories: readonly Story[] = [
  {
    name: 'a forced failover',
    move: { kind: 'failover', mode: 'forced', source: 'primary' },
    commands: 1,
    pipelines: 1,
    ends: { active: 'secondary', epoch: 1 },
  },
  {
    name: 'a planned failover',
    move: { kind: 'failover', mode: 'planned', source: 'primary' },
    commands: 1,
    pipelines: 0,
    ends: { active: 'secondary', epoch: 1, together: 0 },
  },
  {
    name: 'an evacuation',
    move: { kind: 'evacuate', mode: 'planned', source: 'secondary' },
    commands: 1,
    pipelines: 0,
    sampled: true,
    ends: { active: 'primary', epoch: 0, together: 0 },
  },
];

let world: World;
let nextPair = 1;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.stop();
});

function jobsOf({ commands, pipelines, move }: Story, pair: EmbeddedPair): GeneratedJob[] {
  const all = generateJobs(7, 40, pair[move.source]);
  const pick = (kind: string, count: number): GeneratedJob[] =>
    all.filter((job) => job.expected === 'verified' && job.kind === kind).slice(0, count);
  const blocked = all.filter(({ expected }) => expected !== 'verified' && expected.blocked === 'DataNotInStandby');
  return [...pick('command', commands), ...pick('pipeline', pipelines), ...blocked.slice(0, 1)];
}

/** Lets a first process die where it is told to, a second one finish, and tells in what state everything ended. */
async function play(
  story: Story,
  death: DeathPoint | undefined,
  comeback: 'restart' | 'takeover',
): Promise<{ end: EndState; writes: readonly string[] }> {
  const number = nextPair;
  nextPair += 1;
  const added = await world.addPair(number);
  const { pair } = added;
  const { move } = story;
  const jobs = jobsOf(story, pair);
  for (const job of jobs) await world.put(pair[move.source].id, job.name, job.body.properties, job.needsToken);
  const first = added.newDeps();
  await reconcile(first);
  await mirrorAll(first);
  const begin = world.simulator.books().at(-1)?.seq ?? 0;

  const mortal = makeMortal(first, death);
  const life = claimRun(mortal.deps, move).then((claim) => carryOut(mortal.deps, first.clock, claim));
  await Promise.race([life, mortal.died]);
  if (death !== undefined) {
    const second = added.newDeps();
    second.clock.moveTo(first.clock.now());
    let claim = await claimRun(second, move);
    if (claim !== undefined && comeback === 'takeover') {
      const taken = await second.pointers.takeOver(claim.pair, claim.order.run);
      if (taken.kind === 'taken') ({ claim } = taken);
    }
    await until(
      'the run to end',
      async () => ((await carryOut(second, second.clock, claim)) === 'ended' ? true : undefined),
      20,
    );
  }
  return { end: await endState(added.newDeps(), pair, story, jobs, begin), writes: mortal.writes };
}

/** The simulator's jobs end in real time, so a run that waits for them gives them some. */
function carryOut(
  deps: Deps,
  clock: TestClock,
  claim: Awaited<ReturnType<typeof claimRun>>,
): ReturnType<typeof interpret> {
  const moveTo = (at: number): void => clock.moveTo(at);
  return interpret(deps, { moveTo, onStep: ({ do: what }) => (what === 'release' ? delay(5) : undefined) }, claim);
}

/** What the queue would do with the messages that reconcile has sent. */
async function mirrorAll(deps: Deps): Promise<void> {
  const [pair] = deps.config.pairs;
  if (pair === undefined) throw new Error('no pair');
  for (const { key } of await deps.ledger.live(pair.name)) await mirrorPass(deps, { pair: pair.name, job: key });
}

async function endState(
  deps: Deps,
  pair: EmbeddedPair,
  { move }: Story,
  jobs: readonly GeneratedJob[],
  begin: number,
): Promise<EndState> {
  const name = parsePairName(deps.config.pairs[0]?.name ?? '');
  if (name === undefined) throw new Error('no pair');
  const { active, claim } = await deps.pointers.read(name);
  const items = claim === undefined ? [] : await deps.runs.items(claim.order.run);
  const ids = [pair.primary.id, pair.secondary.id];
  const ofPair = world.simulator.books().filter((line) => line.kind === 'job' && ids.includes(line.workspace));
  const mark = { seq: begin, at: '2026-03-01T03:00:00.000Z', kind: 'mark', name: 'story-begins' } as const;
  const blocked = jobs.flatMap(({ name: job, expected }) =>
    expected === 'verified' ? [] : [{ job, code: expected.blocked }],
  );
  const [before, after] = [ofPair.filter(({ seq }) => seq <= begin), ofPair.filter(({ seq }) => seq > begin)];
  const counted = tally([...before, mark, ...after], pair[move.source].id, blocked);
  return {
    active: active.active,
    epoch: active.epoch,
    claim: claim?.state ?? 'none',
    outcomes: Object.fromEntries(
      items.map(({ row }) => [row.originName, row.state.kind === 'ended' ? row.state.outcome : row.state.kind]),
    ),
    lost: counted.lost.length,
    duplicated: counted.duplicated.length,
    together: move.mode === 'forced' ? 'forced' : aliveTogether(ofPair).length,
  };
}

describe.each(stories)('$name that dies at any one of its writes', (story) => {
  it('ends in the same state as one that never died, restarted or taken over', { timeout: 600_000 }, async () => {
    const whole = await play(story, undefined, 'restart');
    expect(whole.end).toMatchObject({ ...story.ends, claim: 'ended', lost: 0, duplicated: 0 });
    const moved = Array<string>(story.commands + story.pipelines).fill('verified');
    expect(Object.values(whole.end.outcomes).toSorted()).toEqual(['blocked', ...moved]);
    expect(whole.writes).toContain('putJob');
    if (story.move.mode === 'planned') expect(whole.writes).toContain('cancelJob');

    // Before a write restarts what the death after the one before it takes over, and the other way round.
    const deaths = whole.writes.flatMap((name, index) =>
      whensOf(story, index).map((when) => ({
        ...{ write: index + 1, name, when },
        comeback: (index % 2 === 0) === (when === 'before') ? ('restart' as const) : ('takeover' as const),
      })),
    );
    const limit = pLimit(6);
    await Promise.all(
      deaths.map(({ write, name, when, comeback }) =>
        limit(async () => {
          const { end } = await play(story, { write, when }, comeback);
          expect(end, `death ${when} write ${write} (${name}), then ${comeback}`).toEqual(whole.end);
        }),
      ),
    );
  });
});

function whensOf({ sampled }: Story, index: number): readonly DeathPoint['when'][] {
  if (sampled !== true) return ['before', 'after'];
  return [index % 2 === 0 ? 'before' : 'after'];
}
