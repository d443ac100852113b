import { expect, test } from 'vitest';
import { generateJobs } from '../../../local/simulator/jobs-generator.ts';
import { embeddedPair } from '../../../local/simulator/seeds.ts';
import { at, listAt } from './support/client.ts';
import { useRegion } from './support/region.ts';

const region = useRegion();
const { pair } = region;

test('Equal seeds give equal jobs, and different seeds different ones', () => {
  expect(generateJobs(5, 50, pair.primary)).toEqual(generateJobs(5, 50, pair.primary));
  const names = (seed: number): string[] => generateJobs(seed, 50, pair.primary).map((job) => job.name);
  expect(names(1).filter((name) => names(2).includes(name))).toEqual([]);
  expect(generateJobs(5, 50, pair.primary).slice(0, 10)).toEqual(generateJobs(5, 10, pair.primary));
});

test.each([1, 2, 3, 99])('Of every 40 jobs of seed %i, one of each kind cannot be resubmitted', (seed) => {
  const jobs = generateJobs(seed, 200, pair.primary);
  for (let start = 0; start < 200; start += 40) {
    const blocked = jobs
      .slice(start, start + 40)
      .flatMap((job) => (job.expected === 'verified' ? [] : [job.expected.blocked]));
    expect(blocked.toSorted()).toEqual(['DataNotInStandby', 'NotResubmittable(Base)', 'UserIdentityNotResubmittable']);
  }
  expect(new Set(jobs.map((job) => job.name.toLowerCase())).size).toBe(200);
  expect(generateJobs(seed, 1, pair.primary)).toMatchObject([{ kind: 'command', expected: 'verified' }]);
});

test('The kinds are mixed: commands above all, many pipelines', () => {
  const kinds = generateJobs(3, 200, pair.primary).map((job) => job.kind);
  expect(kinds.filter((kind) => kind === 'command').length).toBeGreaterThan(90);
  expect(kinds.filter((kind) => kind === 'pipeline').length).toBeGreaterThan(40);
});

test('The two workspaces of a pair hold the same names and share nothing but the data', () => {
  for (const seed of [1, 2, 3]) {
    const { primary, secondary, shared } = embeddedPair(seed);
    for (const key of ['environments', 'codes', 'components', 'data', 'models'] as const) {
      const names = (side: typeof primary): string[] => side[key].map((one) => `${one.name}:${one.version}`);
      expect(names(primary)).toEqual(names(secondary));
    }
    expect(primary.computes).toEqual(secondary.computes);
    const ids = [primary, secondary].map((side) => side.id.split('/'));
    for (const part of [2, 4, 8]) expect(ids[0]?.[part]).not.toBe(ids[1]?.[part]);
    expect(primary.guid).not.toBe(secondary.guid);
    expect(JSON.stringify(secondary)).not.toContain(primary.id);
    const common = primary.datastores.filter((one) =>
      secondary.datastores.some((two) => two.accountName === one.accountName),
    );
    expect(common.map((one) => one.name)).toEqual([shared.datastore]);
  }
});

test('ARM accepts every generated job in the primary, and they run', async () => {
  const jobs = generateJobs(1, 200, pair.primary);
  for (const job of jobs) {
    if (job.kind === 'base') {
      await region.control('POST', '/jobs', {
        workspace: region.primary,
        name: job.name,
        properties: job.body.properties,
      });
      continue;
    }
    const headers = { 'x-azureml-token': region.simulator.token('https://ml.azure.com') };
    const answer = await region.client.put(
      `${region.primary}/jobs/${job.name}`,
      job.body,
      job.needsToken ? headers : {},
    );
    expect([job.name, answer.status, at(answer.body, 'error.message')]).toEqual([job.name, 201, undefined]);
  }
  // The one that reads from the default store finds its data here: only in the standby it would not.
  const state = listAt(await region.control('GET', '/state'), 'workspaces.0.jobs');
  expect(state.filter((job) => at(job, 'root') === true)).toHaveLength(200);
  expect(state.filter((job) => at(job, 'flaw') !== undefined)).toEqual([]);
});
