import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateJobs } from '../../local/simulator/jobs-generator.ts';
import type { GeneratedJob } from '../../local/simulator/jobs-generator.ts';
import { tally } from '../../local/scenarios/books-check.ts';
import { until } from '../../local/scenarios/wait.ts';
import { parsePairName } from '../../shared/core/ids.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { mirrorPass } from '../../shared/work/mirror-job.ts';
import { reconcile } from '../../shared/work/reconcile.ts';
import { interpret } from '../support/interpret.ts';
import { claimRun } from './claim-run.ts';
import { makeMortal } from './mortal.ts';
import type { DeathPoint } from './mortal.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';
import type { EmbeddedPair } from '../../local/simulator/seeds.ts';

type EndState = {
  readonly active: string;
  readonly epoch: number;
  readonly claim: string;
  readonly outcomes: Readonly<Record<string, string>>;
  readonly lost: number;
  readonly duplicated: number;
};

let world: World;
let nextPair = 1;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.stop();
});

/** Two commands, a pipeline, and one job that cannot be translated: every kind of item, and few enough to try each death. */
function someJobs(seed: number, primary: Parameters<typeof generateJobs>[2]): GeneratedJob[] {
  const all = generateJobs(seed, 40, primary);
  const pick = (kind: string, count: number): GeneratedJob[] =>
    all.filter((job) => job.expected === 'verified' && job.kind === kind).slice(0, count);
  const blocked = all
    .filter(({ expected }) => expected !== 'verified' && expected.blocked === 'DataNotInStandby')
    .slice(0, 1);
  return [...pick('command', 2), ...pick('pipeline', 1), ...blocked];
}

/** Lets a first process die where it is told to, a second one finish, and tells in what state everything ended. */
async function failOver(
  death: DeathPoint | undefined,
  comeback: 'restart' | 'takeover',
): Promise<{ end: EndState; writes: readonly string[] }> {
  const number = nextPair;
  nextPair += 1;
  const added = await world.addPair(number);
  const { pair } = added;
  const jobs = someJobs(7, pair.primary);
  for (const job of jobs) await world.put(pair.primary.id, job.name, job.body.properties, job.needsToken);
  const first = added.newDeps();
  await reconcile(first);
  await mirrorAll(first);

  const mortal = makeMortal(first, death);
  const life = claimRun(mortal.deps).then((claim) => interpret(mortal.deps, first.clock, claim));
  await Promise.race([life, mortal.died]);
  if (death !== undefined) {
    const second = added.newDeps();
    second.clock.moveTo(first.clock.now());
    let claim = await claimRun(second);
    if (claim !== undefined && comeback === 'takeover') {
      const taken = await second.pointers.takeOver(claim.pair, claim.order.run);
      if (taken.kind === 'taken') ({ claim } = taken);
    }
    await until(
      'the run to end',
      async () => ((await interpret(second, second.clock, claim)) === 'ended' ? true : undefined),
      20,
    );
  }
  return { end: await endState(added.newDeps(), pair, jobs), writes: mortal.writes };
}

/** What the queue would do with the messages that reconcile has sent. */
async function mirrorAll(deps: Deps): Promise<void> {
  const [pair] = deps.config.pairs;
  if (pair === undefined) throw new Error('no pair');
  for (const { key } of await deps.ledger.live(pair.name)) await mirrorPass(deps, { pair: pair.name, job: key });
}

async function endState(deps: Deps, pair: EmbeddedPair, jobs: readonly GeneratedJob[]): Promise<EndState> {
  const name = parsePairName(deps.config.pairs[0]?.name ?? '');
  if (name === undefined) throw new Error('no pair');
  const { active, claim } = await deps.pointers.read(name);
  const items = claim === undefined ? [] : await deps.runs.items(claim.order.run);
  const ids = [pair.primary.id, pair.secondary.id];
  const ofPair = world.simulator.books().filter((line) => line.kind === 'job' && ids.includes(line.workspace));
  const frozen = ofPair.findIndex((line) => line.kind === 'job' && 'failover.origin' in line.properties);
  const mark = { seq: 0, at: '2026-03-01T03:00:00.000Z', kind: 'mark', name: 'fault-begins' } as const;
  const blocked = jobs.flatMap(({ name: job, expected }) =>
    expected === 'verified' ? [] : [{ job, code: expected.blocked }],
  );
  const counted = tally([...ofPair.slice(0, frozen), mark, ...ofPair.slice(frozen)], pair.primary.id, blocked);
  return {
    active: active.active,
    epoch: active.epoch,
    claim: claim?.state ?? 'none',
    outcomes: Object.fromEntries(
      items.map(({ row }) => [row.originName, row.state.kind === 'ended' ? row.state.outcome : row.state.kind]),
    ),
    lost: counted.lost.length,
    duplicated: counted.duplicated.length,
  };
}

describe('a run that dies at any one of its writes', () => {
  it('ends in the same state as one that never died, restarted or taken over', { timeout: 300_000 }, async () => {
    const whole = await failOver(undefined, 'restart');
    expect(whole.end).toMatchObject({ active: 'secondary', epoch: 1, claim: 'ended', lost: 0, duplicated: 0 });
    expect(Object.values(whole.end.outcomes).toSorted()).toEqual(['blocked', 'verified', 'verified', 'verified']);
    expect(whole.writes).toContain('putJob');

    const deaths = whole.writes.flatMap((name, index) =>
      (['before', 'after'] as const).flatMap((when) =>
        (['restart', 'takeover'] as const).map((comeback) => ({ write: index + 1, name, when, comeback })),
      ),
    );
    const limit = pLimit(6);
    await Promise.all(
      deaths.map(({ write, name, when, comeback }) =>
        limit(async () => {
          const { end } = await failOver({ write, when }, comeback);
          expect(end, `death ${when} write ${write} (${name}), then ${comeback}`).toEqual(whole.end);
        }),
      ),
    );
  });
});
