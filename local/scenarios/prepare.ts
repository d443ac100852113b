import type { Region } from '../region.ts';
import { generateJobs } from '../simulator/jobs-generator.ts';
import type { GeneratedJob } from '../simulator/jobs-generator.ts';
import type { Actors } from './actors.ts';
import type { BlockedJob } from './books-check.ts';
import type { Scenario } from './story.ts';
import { until } from './wait.ts';

/** Who is on stage when the curtain rises. */
export type Cast = {
  readonly generated: readonly GeneratedJob[];
  readonly finished: readonly GeneratedJob[];
  /** Jobs that cannot be resubmitted correctly, and why. */
  readonly blocked: readonly BlockedJob[];
  /** Names of the jobs of which no event is delivered. */
  readonly unheard: readonly string[];
};

export function castOf(
  { world, finishedJobs }: Scenario,
  { pair }: Region,
  { seed, jobs, unheard }: { seed: number; jobs: number; unheard?: (job: GeneratedJob, index: number) => boolean },
): Cast {
  const generated = (world?.jobs ?? generateJobs)(seed, jobs, pair.primary);
  return {
    generated,
    finished: world?.finished(pair.primary) ?? othersOf(generated, seed, finishedJobs, pair.primary),
    blocked: generated.flatMap(({ name, expected }) =>
      expected === 'verified' ? [] : [{ job: name, code: expected.blocked }],
    ),
    unheard: generated.filter((job, index) => unheard?.(job, index) === true).map(({ name }) => name),
  };
}

/** Jobs of another seed, so that none has the name of one in flight; only such as could be resubmitted. */
function othersOf(
  generated: readonly GeneratedJob[],
  seed: number,
  count: number,
  primary: Region['pair']['primary'],
): GeneratedJob[] {
  const taken = new Set(generated.map(({ name }) => name));
  return generateJobs(seed + 1_000, count * 3 + 10, primary)
    .filter(({ name, expected, kind }) => !taken.has(name) && expected === 'verified' && kind !== 'base')
    .slice(0, count);
}

/** Submits all jobs, and waits until the ledger has them with their definitions and the mirror what they need. */
export async function prepare(actors: Actors, region: Region, cast: Cast): Promise<void> {
  const { generated, finished, unheard } = cast;
  if (unheard.length > 0) await actors.control('/events/options', { dropJobs: unheard });
  await submitAll(actors, region, finished);
  await recordedInLedger(actors, region, finished);
  for (const job of finished) await complete(actors, region, job);
  await submitAll(actors, region, generated);
  const heard = generated.filter(({ name }) => !unheard.includes(name));
  await recordedInLedger(actors, region, heard);
  await mirrored(actors, region, heard);
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

type Row = { name: string; spec: string; disposition: { kind: string } | null };

async function liveJobs(actors: Actors, region: Region): Promise<readonly Row[]> {
  const answer = await actors.api('GET', `/pairs/${region.pairName}/jobs?state=live&side=primary&top=1000`);
  return (answer.body as { value: Row[] }).value;
}

async function recordedInLedger(actors: Actors, region: Region, jobs: readonly GeneratedJob[]): Promise<void> {
  const wanted = new Set(jobs.map(({ name }) => name));
  await until(
    `the definitions of ${jobs.length} jobs in the ledger`,
    async () => {
      const known = (await liveJobs(actors, region)).filter(
        ({ name, spec, disposition }) => wanted.has(name) && spec === 'recorded' && disposition !== null,
      );
      return known.length === wanted.size ? true : undefined;
    },
    patience,
  );
}

/** Hundreds of jobs on a busy machine take their time, and nothing has begun yet. */
const patience = 180;

/** Half a minute is more than the mirror needs; an app that never gets ready plays on, and is told so in the end. */
const mirrorSeconds = 30;

/** What the jobs need has been copied, as far as it can be, before anything happens. */
async function mirrored(actors: Actors, region: Region, jobs: readonly GeneratedJob[]): Promise<void> {
  const wanted = new Set(jobs.filter(({ expected }) => expected === 'verified').map(({ name }) => name));
  const end = performance.now() + mirrorSeconds * 1_000;
  await until('all that the jobs need in the standby', async () => {
    const ready = (await liveJobs(actors, region)).filter(
      ({ name, disposition }) => wanted.has(name) && disposition?.kind === 'ready',
    );
    return ready.length === wanted.size || performance.now() > end ? true : undefined;
  });
}
