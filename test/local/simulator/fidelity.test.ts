import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { fidelityFinishedJobs, generateFidelityJobs } from '../../../local/simulator/fidelity-jobs.ts';
import { embeddedPairApart } from '../../../local/simulator/seeds-apart.ts';
import { corpusDir, corpusTitle } from '../../support/corpus.ts';
import { at } from './support/client.ts';
import { useStorageRegion } from './support/storage-region.ts';

const pair = embeddedPairApart(1);
const { primary, secondary } = pair;
const region = useStorageRegion(pair, { runningMs: 20 });
const jobs = generateFidelityJobs(1, 40, primary);

test('The two workspaces share no name of an account, a group or a subscription, and the secondary holds nothing', () => {
  for (const key of ['environments', 'codes', 'components', 'data', 'models'] as const) {
    expect([key, secondary[key]]).toEqual([key, []]);
    expect(primary[key].length).toBeGreaterThan(0);
  }
  const accounts = (side: typeof primary): string[] => side.datastores.map(({ accountName }) => accountName);
  expect(accounts(primary).filter((name) => accounts(secondary).includes(name))).toEqual([]);
  const mapped = primary.computes.map((name) => pair.mapping?.computes[name] ?? name);
  expect(mapped).toEqual(secondary.computes);
});

test.each([1, 2, 7])(
  'Of the 40 jobs of seed %i four are blocked, each for another reason, and every type is there',
  (seed) => {
    const made = generateFidelityJobs(seed, 40, embeddedPairApart(seed).primary);
    expect(made).toEqual(generateFidelityJobs(seed, 40, embeddedPairApart(seed).primary));
    expect(new Set(made.map(({ name }) => name)).size).toBe(40);
    const blocked = made.flatMap(({ expected }) => (expected === 'verified' ? [] : [expected.blocked]));
    expect(blocked.toSorted()).toEqual([
      'DataNotInStandby',
      'ForeignWorkspaceReference',
      'RunScopedReference',
      'UserIdentityNotResubmittable',
    ]);
    const kinds = new Set(made.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['command', 'pipeline', 'sweep', 'automl', 'spark']));
  },
);

const corpus = corpusDir();
describe.skipIf(corpus === undefined)(corpusTitle('Fidelity jobs are what the API takes'), () => {
  test('Every body satisfies the schema of the PUT', () => {
    const ajv = new Ajv({ discriminator: true, strict: false, validateFormats: false });
    const text = readFileSync(join(corpus ?? '', 'schema/aml.2025-12-01.put.schema.json'), 'utf8');
    ajv.addSchema(JSON.parse(text) as object, 'put');
    const validate = ajv.getSchema('put#/definitions/resource:workspaces~1jobs');
    for (const job of [...jobs, ...fidelityFinishedJobs(primary)]) {
      expect([job.name, validate?.(job.body), validate?.errors]).toEqual([job.name, true, null]);
    }
  });
});

test('All of them complete in the primary, where everything is that they name', async () => {
  for (const job of fidelityFinishedJobs(primary)) {
    expect((await region.put(primary.id, job)).status).toBe(201);
    await region.reaches(primary.id, job.name, 'Completed');
  }
  for (const job of jobs) {
    const answer = await region.put(primary.id, job);
    expect([job.name, answer.status, at(answer.body, 'error.message')]).toEqual([job.name, 201, undefined]);
  }
  for (const job of jobs) {
    const ended = await region.reaches(primary.id, job.name, 'Completed', 'Failed');
    expect([job.name, ended]).toEqual([job.name, { status: 'Completed', flaw: undefined }]);
  }
});

test('None that names anything runs in the empty secondary, word by word as it is', async () => {
  const outcomes = await Promise.all(
    jobs.map(async (job) => {
      const { status } = await region.put(secondary.id, job);
      return status >= 400 ? 'refused' : (await region.reaches(secondary.id, job.name, 'Completed', 'Failed')).status;
    }),
  );
  expect(new Set(outcomes)).toEqual(new Set(['refused']));
});
