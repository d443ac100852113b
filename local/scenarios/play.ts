import type { HostLog } from '../host-process.ts';
import { startRegion } from '../region.ts';
import type { RegionOptions } from '../region.ts';
import type { GeneratedJob } from '../simulator/jobs-generator.ts';
import { createActors } from './actors.ts';
import { tally } from './books-check.ts';
import { termsOf } from './expectation.ts';
import { judge } from './judge.ts';
import { itemsOf, observe, runsHaveEnded } from './observe.ts';
import { outcomeOf } from './outcome.ts';
import type { Facts } from './outcome.ts';
import { castOf, prepare } from './prepare.ts';
import { checkRuns } from './runs-check.ts';
import type { Ending, Played, Scenario, Stage, Telling } from './story.ts';
import { ScenarioFailure } from './wait.ts';

export type PlayOptions = {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly jobs: number;
  readonly booksFile?: string;
  readonly telling: Telling;
  /** How this region differs from the one that everybody gets, for tests. */
  readonly region?: Partial<RegionOptions>;
  /** Jobs of which no event is delivered, so that the story must not wait for them in the ledger. */
  readonly unheard?: (job: GeneratedJob, index: number) => boolean;
};

/** Plays a scenario on a region of its own and holds the outcome against the simulator's books. */
export async function play({ scenario, seed, jobs, booksFile, telling, ...test }: PlayOptions): Promise<Ending> {
  const begun = performance.now();
  const terms = termsOf(scenario.expects);
  const moves = terms.accounts !== undefined;
  const listeners: ((line: HostLog) => void)[] = [];
  const region = await startRegion({
    ...(scenario.world === undefined ? {} : { pair: scenario.world.pair(seed) }),
    ...(scenario.config === undefined ? {} : { config: scenario.config }),
    ...test.region,
    seed,
    ...(booksFile === undefined ? {} : { booksFile }),
    onLog: (line) => {
      test.region?.onLog?.(line);
      for (const listener of listeners) listener(line);
    },
  });
  telling.step(
    `the embedded region is up: simulator, storage, functions host (${(region.host.startedIn / 1_000).toFixed(1)} s)`,
  );
  const { primary } = region.pair;
  const cast = castOf(scenario, region, { seed, jobs, ...test });
  const actors = createActors(region);
  const stage: Stage = {
    ...{ region, actors, telling, seed },
    jobs: cast.generated,
    finished: cast.finished,
    onLog: (listener) => listeners.push(listener),
    get: async <Body>(path: string) => (await actors.api('GET', `/pairs/${region.pairName}${path}`)).body as Body,
  };
  try {
    const before = await observe(stage);
    let played: Played = {};
    try {
      // What whoever reads the books later must know: whose jobs count, and what is to become of them.
      await actors.control('/marks', { name: 'expectation', source: primary.id, moves, blocked: cast.blocked });
      await scenario.opening?.(stage);
      await prepare(actors, region, cast);
      telling.step(
        `submitted to ${primary.id.split('/').at(-1)}: ${jobs === 1 ? '1 job' : `${jobs} jobs`}, in the ledger with definition`,
      );
      played = await scenario.play(stage);
    } catch (error) {
      if (!(error instanceof ScenarioFailure)) throw error;
      played = { failures: [{ code: error.code, message: error.message }] };
    }
    await runsHaveEnded(stage);
    const found = await observe(stage);
    const books = tally(region.simulator.books(), primary.id, cast.blocked, moves);
    const runs = checkRuns(found.runs, terms, books);
    const run = terms.accounts === undefined ? runs.unexpected[0] : runs.expected[terms.accounts];
    const items = await itemsOf(stage, run);
    const facts: Facts = {
      ...{ scenario: scenario.name, seed, jobs, found, books, runs, run, items, played },
      activeBefore: before.pair.active,
      total: (performance.now() - begun) / 1_000,
    };
    const result = outcomeOf(facts);
    result.failures.push(...(played.failures ?? []), ...judge(result, facts, terms, cast.blocked));
    return { result, run, items, runs: found.runs, decisions: found.decisions };
  } finally {
    await region.stop();
  }
}
