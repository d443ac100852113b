import { onTestFinished } from 'vitest';
import type { HostLog } from '../../local/host-process.ts';
import { startRegion } from '../../local/region.ts';
import type { Region, RegionOptions } from '../../local/region.ts';
import { createActors } from '../../local/scenarios/actors.ts';
import type { Actors } from '../../local/scenarios/actors.ts';
import { until } from '../../local/scenarios/wait.ts';
import { generateJobs } from '../../local/simulator/jobs-generator.ts';
import type { GeneratedJob } from '../../local/simulator/jobs-generator.ts';

export type TestRegion = {
  readonly region: Region;
  readonly actors: Actors;
  /** Everything that the host and the app have logged so far. */
  readonly log: readonly HostLog[];
  /** GET of a path below the pair's. */
  readonly get: <Body>(path: string) => Promise<Body>;
};

/** An embedded region with a strict host, for one test. */
export async function testRegion(options: Partial<RegionOptions> = {}): Promise<TestRegion> {
  const here = await startTestRegion(options);
  onTestFinished(() => here.region.stop());
  return here;
}

/** The same for tests that share one; whoever starts it stops it. */
export async function startTestRegion(options: Partial<RegionOptions> = {}): Promise<TestRegion> {
  const log: HostLog[] = [];
  const region = await startRegion({
    ...{ seed: 1, strict: true },
    ...options,
    onLog(line) {
      log.push(line);
      options.onLog?.(line);
    },
  });
  const actors = createActors(region);
  return {
    ...{ region, actors, log },
    get: async <Body>(path: string) => (await actors.api('GET', `/pairs/${region.pairName}${path}`)).body as Body,
  };
}

/** Submits the seed's jobs to the primary workspace, a few at a time. */
export async function submitJobs({ region, actors }: TestRegion, count: number, seed = 1): Promise<GeneratedJob[]> {
  const jobs = generateJobs(seed, count, region.pair.primary);
  const rest = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = rest.shift(); job !== undefined; job = rest.shift())
      await actors.submit(region.pair.primary.id, job);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return jobs;
}

/** Waits until the ledger has so many live jobs of the primary, all with their definitions, and looked at by the mirror. */
export async function recorded({ get }: TestRegion, count: number): Promise<void> {
  await until(`the definitions of ${count} jobs`, async () => {
    type Row = { spec: string; disposition: { reasons: readonly { code: string }[] } | null };
    const { value } = await get<{ value: Row[] }>('/jobs?state=live&side=primary&top=1000');
    // What is still to be copied blocks a job for the moment.
    const isKnown = value.every(
      ({ spec, disposition }) =>
        spec === 'recorded' && disposition?.reasons.every(({ code }) => code !== 'AssetNotMirrored') === true,
    );
    return value.length === count && isKnown ? true : undefined;
  });
}

/** A schedule that never comes while a test runs. */
export const never = '0 0 0 1 1 *';

/** Sets one value of the configuration by its key, which is unique in the file. */
export function setting(yamlText: string, key: string, value: string | number): string {
  const line = new RegExp(`^(\\s*)${key}: .*$`, 'm');
  if (!line.test(yamlText)) throw new Error(`the configuration has no ${key}`);
  return yamlText.replace(line, `$1${key}: ${JSON.stringify(value)}`);
}
