import type { HostLog } from '../host-process.ts';
import { startRegion } from '../region.ts';
import type { Region, RegionOptions } from '../region.ts';
import { generateJobs } from '../simulator/jobs-generator.ts';
import type { GeneratedJob } from '../simulator/jobs-generator.ts';
import { createActors } from './actors.ts';
import type { Actors } from './actors.ts';
import { tally } from './books-check.ts';
import type { BlockedJob, Tally } from './books-check.ts';
import type { Failure, ItemBody, RunBody, ScenarioResult } from './result.ts';
import type { Ending, Played, Scenario, Telling } from './story.ts';
import { ScenarioFailure, until } from './wait.ts';

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
export async function play({ scenario, seed, jobs: count, booksFile, telling, ...test }: PlayOptions): Promise<Ending> {
  const begun = performance.now();
  const listeners: ((line: HostLog) => void)[] = [];
  const region = await startRegion({
    ...(scenario.world === undefined ? {} : { pair: scenario.world.pair(seed) }),
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
  const generated = (scenario.world?.jobs ?? generateJobs)(seed, count, region.pair.primary);
  const finished =
    scenario.world?.finished(region.pair.primary) ?? finishedJobs(generated, seed, scenario.finishedJobs, region);
  const expected = expectedBlocked(generated);
  const unheard = generated.filter((job, index) => test.unheard?.(job, index) === true).map(({ name }) => name);
  const failures: Failure[] = [];
  let played: Played = {};
  try {
    const actors = createActors(region);
    const activeBefore = (await observe(actors, region)).pair.active;
    try {
      await actors.control('/marks', { name: 'expectation', source: region.pair.primary.id, blocked: expected });
      if (unheard.length > 0) await actors.control('/events/options', { dropJobs: unheard });
      await submitAll(actors, region, finished);
      await recordedInLedger(actors, region, finished);
      for (const job of finished) await complete(actors, region, job);
      await submitAll(actors, region, generated);
      telling.step(`${generated.length} jobs are submitted to ${region.pair.primary.id.split('/').at(-1)}`);
      await recordedInLedger(
        actors,
        region,
        generated.filter(({ name }) => !unheard.includes(name)),
      );
      await mirrored(actors, region, generated, unheard);
      telling.step('all of them are in the ledger, each with its definition');
      played = await scenario.play({
        region,
        actors,
        telling,
        seed,
        jobs: generated,
        finished,
        onLog: (listener) => listeners.push(listener),
      });
    } catch (error) {
      if (!(error instanceof ScenarioFailure)) throw error;
      failures.push({ code: error.code, message: error.message });
    }
    const found = await observe(actors, region);
    const books = tally(region.simulator.books(), region.pair.primary.id, expected);
    const result = resultOf({
      scenario: scenario.name,
      seed,
      jobs: count,
      activeBefore,
      found,
      books,
      played,
      total: (performance.now() - begun) / 1_000,
    });
    result.failures.push(...failures, ...(played.failures ?? []), ...judge(result, found, expected));
    return { result, items: found.items, run: found.run };
  } finally {
    await region.stop();
  }
}

/** Jobs of another seed, so that none has the name of one in flight; only such as could be resubmitted. */
function finishedJobs(generated: readonly GeneratedJob[], seed: number, count: number, region: Region): GeneratedJob[] {
  const taken = new Set(generated.map(({ name }) => name));
  const others = generateJobs(seed + 1_000, count * 3 + 10, region.pair.primary);
  return others
    .filter(({ name, expected, kind }) => !taken.has(name) && expected === 'verified' && kind !== 'base')
    .slice(0, count);
}

function expectedBlocked(jobs: readonly GeneratedJob[]): BlockedJob[] {
  return jobs.flatMap(({ name, expected }) => (expected === 'verified' ? [] : [{ job: name, code: expected.blocked }]));
}

async function submitAll(actors: Actors, region: Region, jobs: readonly GeneratedJob[]): Promise<void> {
  const { primary } = region.pair;
  const rest = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = rest.shift(); job !== undefined; job = rest.shift()) await actors.submit(primary.id, job);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

async function complete(actors: Actors, region: Region, { name }: GeneratedJob): Promise<void> {
  await actors.control('/jobs/status', {
    workspace: region.pair.primary.id,
    job: name,
    status: 'Completed',
    cause: 'job',
  });
}

async function recordedInLedger(actors: Actors, region: Region, jobs: readonly GeneratedJob[]): Promise<void> {
  const wanted = new Set(jobs.map(({ name }) => name));
  await until(`the definitions of ${jobs.length} jobs in the ledger`, async () => {
    const answer = await actors.api('GET', `/pairs/${region.pairName}/jobs?state=live&side=primary&top=1000`);
    const { value } = answer.body as { value: { name: string; spec: string; disposition: object | null }[] };
    const known = value.filter(
      ({ name, spec, disposition }) => wanted.has(name) && spec === 'recorded' && disposition !== null,
    );
    return known.length === wanted.size ? true : undefined;
  });
}

/** Half a minute is more than the mirror needs; an app that never gets ready plays on, and is told so in the end. */
const mirrorSeconds = 30;

/** What the jobs need has been copied, as far as it can be, before the region is lost. */
async function mirrored(
  actors: Actors,
  region: Region,
  jobs: readonly GeneratedJob[],
  unheard: readonly string[],
): Promise<void> {
  const heard = jobs.filter(({ name, expected }) => expected === 'verified' && !unheard.includes(name));
  const wanted = new Set(heard.map(({ name }) => name));
  const end = performance.now() + mirrorSeconds * 1_000;
  await until('all that the jobs need in the standby', async () => {
    const answer = await actors.api('GET', `/pairs/${region.pairName}/jobs?state=live&side=primary&top=1000`);
    const rows = (answer.body as { value: { name: string; disposition: { kind: string } | null }[] }).value;
    const ready = rows.filter(({ name, disposition }) => wanted.has(name) && disposition?.kind === 'ready');
    return ready.length === wanted.size || performance.now() > end ? true : undefined;
  });
}

type Found = {
  readonly run: RunBody | undefined;
  readonly runs: number;
  readonly items: readonly ItemBody[];
  readonly pair: { readonly active: 'primary' | 'secondary'; readonly epoch: number };
  readonly decisions: readonly {
    readonly decision: string;
    readonly reason: { readonly code: string };
    readonly at: string;
    readonly evidenceSince: string | null;
  }[];
};

async function observe(actors: Actors, region: Region): Promise<Found> {
  const at = `/pairs/${region.pairName}`;
  const get = async <Body>(path: string): Promise<Body> => (await actors.api('GET', path)).body as Body;
  const [pair, runs, decisions] = await Promise.all([
    get<Found['pair']>(at),
    get<{ value: RunBody[] }>(`${at}/runs`),
    get<{ value: Found['decisions'] }>(`${at}/decisions?top=1000`),
  ]);
  const [run] = runs.value;
  const items =
    run === undefined ? [] : (await get<{ value: ItemBody[] }>(`${at}/runs/${run.run}/items?top=1000`)).value;
  return { pair, run, runs: runs.value.length, items, decisions: decisions.value.toReversed() };
}

function resultOf(given: {
  scenario: string;
  seed: number;
  jobs: number;
  activeBefore: 'primary' | 'secondary';
  found: Found;
  books: Tally;
  played: Played;
  total: number;
}): ScenarioResult {
  const { found, books, played } = given;
  const count = (outcome: string): number => found.items.filter((item) => item.outcome === outcome).length;
  const acted = found.decisions.find(({ decision }) => decision === 'fail-over');
  const decidedAt = acted?.at ?? found.run?.startedAt;
  return {
    scenario: given.scenario,
    seed: given.seed,
    jobs: given.jobs,
    inFlight: books.inFlight.length,
    items: {
      verified: count('verified'),
      skipped: count('skipped'),
      blocked: count('blocked'),
      failed: count('failed'),
      superseded: count('superseded'),
    },
    lost: books.lost.length,
    duplicated: books.duplicated.length,
    falseFailovers: Math.max(0, found.runs - 1),
    decisions: found.decisions.map(({ decision, reason }) => ({ decision, reason: reason.code })),
    activeBefore: given.activeBefore,
    activeAfter: found.pair.active,
    epoch: found.pair.epoch,
    seconds: {
      evidenceToDecision: secondsBetween(acted?.evidenceSince, acted?.at),
      decisionToSwitch: secondsBetween(decidedAt, found.run?.switchedAt),
      switchToLastJob: secondsBetween(found.run?.switchedAt, books.lastMarkedAt),
      total: Math.round(given.total * 100) / 100,
    },
    ...(played.requests === undefined ? {} : { requests: played.requests }),
    ...(played.crash === undefined ? {} : { crash: played.crash }),
    failures: [],
  };
}

function secondsBetween(from: string | null | undefined, to: string | null | undefined): number | null {
  if (from === null || from === undefined || to === null || to === undefined) return null;
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 10) / 100);
}

/** What every scenario of an outage must come to. */
function judge(result: ScenarioResult, found: Found, expected: readonly BlockedJob[]): Failure[] {
  const failures: Failure[] = [];
  const fail = (code: string, message: string): number => failures.push({ code, message });
  const { items } = result;
  const total = items.verified + items.skipped + items.blocked + items.failed + items.superseded;
  if (total !== result.inFlight || found.items.length !== result.inFlight) {
    fail(
      'ItemsDoNotAddUp',
      `${result.inFlight} jobs were in flight, and ${total} of ${found.items.length} items have an outcome`,
    );
  }
  if (result.lost > 0) fail('JobsLost', `${result.lost} jobs have neither a copy nor an expected outcome`);
  if (result.duplicated > 0) fail('JobsDuplicated', `${result.duplicated} jobs were submitted more than once`);
  for (const item of found.items.filter(({ outcome }) => outcome === 'failed')) {
    fail('ItemFailed', `${item.job}: ${item.reasons.map(({ code, message }) => `${code}: ${message}`).join('; ')}`);
  }
  const nameOf = (job: string): string => job.slice(job.indexOf(':') + 1).toLowerCase();
  const told = found.items
    .filter(({ outcome }) => outcome === 'blocked')
    .map((item) => `${nameOf(item.job)} ${item.reasons.map(({ code }) => code).join(',')}`);
  const wanted = expected.map(({ job, code }) => `${job.toLowerCase()} ${code}`);
  for (const line of told.filter((each) => !wanted.includes(each))) fail('UnexpectedlyBlocked', line);
  for (const line of wanted.filter((each) => !told.includes(each))) fail('NotBlocked', line);
  if (result.activeAfter !== 'secondary') fail('NotSwitched', `the active workspace is still ${result.activeAfter}`);
  if (result.epoch !== 1) fail('WrongEpoch', `the epoch is ${result.epoch} after one switch`);
  return failures;
}
