import { expect, test } from 'vitest';
import { generateJobs } from '../../../local/simulator/jobs-generator.ts';
import { embeddedPair } from '../../../local/simulator/seeds.ts';
import { useStorageRegion } from './support/storage-region.ts';

const pair = embeddedPair(1);
const region = useStorageRegion(pair, { runningMs: 20 });

test('Every job of the embedded pair finds its data and code in the primary', async () => {
  const jobs = generateJobs(1, 40, pair.primary).filter(({ kind }) => kind !== 'base');
  for (const job of jobs) expect([job.name, (await region.put(pair.primary.id, job)).status]).toEqual([job.name, 201]);
  for (const job of jobs) {
    const ended = await region.reaches(pair.primary.id, job.name, 'Completed', 'Failed');
    expect([job.name, ended]).toEqual([job.name, { status: 'Completed', flaw: undefined }]);
  }
});

test('The one that reads from the default store would find nothing in the secondary', async () => {
  const job = generateJobs(1, 40, pair.primary).find(
    ({ expected }) => expected !== 'verified' && expected.blocked === 'DataNotInStandby',
  );
  const text = JSON.stringify(job?.body).replaceAll(pair.primary.id, pair.secondary.id);
  const body = JSON.parse(text) as NonNullable<typeof job>['body'];
  expect((await region.put(pair.secondary.id, { name: 'blind', body, needsToken: false })).status).toBe(201);
  const { status, flaw } = await region.reaches(pair.secondary.id, 'blind', 'Completed', 'Failed');
  expect([status, flaw]).toEqual(['Failed', expect.stringContaining('nothing is at')]);
});
