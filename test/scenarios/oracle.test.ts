import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silent } from '../../local/output/telling.ts';
import { play } from '../../local/scenarios/play.ts';
import type { PlayOptions } from '../../local/scenarios/play.ts';
import type { Ending } from '../../local/scenarios/story.ts';
import { generateJobs } from '../../local/simulator/jobs-generator.ts';
import { embeddedPair } from '../../local/simulator/seeds.ts';
import { check, temporaryFolder } from '../support/demo.ts';
import { scenarioNamed } from '../support/scenario.ts';
import { variantBundle } from '../support/variant-bundle.ts';

// A check that cannot fail proves nothing: here the product is broken on purpose, and must be caught.

const slow = { timeout: 120_000 };

async function playBroken(options: Pick<PlayOptions, 'jobs' | 'unheard' | 'region'>): Promise<Ending> {
  const booksFile = join(await temporaryFolder(), 'books.jsonl');
  const { region, ...more } = options;
  const story = { scenario: scenarioNamed('manual'), seed: 1, telling: silent, booksFile };
  const ending = await play({ ...story, ...more, region: { ...region, strict: true } });
  const { inFlight, lost, duplicated } = ending.result;
  expect(await check(booksFile)).toMatchObject({ inFlight, lost, duplicated });
  return ending;
}

test('when references are left as they were, every job that is bound to its workspace is refused', slow, async () => {
  const appDirectory = await variantBundle(
    'shared/core/translate/translate.ts',
    // What the service adds must go all the same, or every job would be refused for that alone.
    `import { stripServiceFields } from './strip.ts';
     export { translateComponentSpec } from 'original';
     export function translate({ spec }) {
       return { kind: 'translated', spec: stripServiceFields(spec), warnings: [], dependencies: [] };
     }`,
  );
  const { result, items } = await playBroken({ jobs: 40, region: { appDirectory } });
  // The others, serverless and in a curated environment, name nothing of their workspace until the service does.
  const { primary } = embeddedPair(1);
  const bound = generateJobs(1, 40, primary).filter(({ body }) => JSON.stringify(body).includes(primary.id));
  const keys = bound.map(({ name }) => `primary:${name.toLowerCase()}`);
  const told = items.flatMap(({ job, outcome, reasons }) =>
    keys.includes(job) ? [`${outcome} ${reasons.map(({ code }) => code).join()}`] : [],
  );
  // One of them is blocked whatever the translator says: the mirror knows that its data is not in the standby.
  expect(told.toSorted()).toEqual([
    ...Array.from({ length: 34 }, () => 'blocked CrossWorkspaceReference'),
    'blocked DataNotInStandby',
  ]);
  expect(result.lost).toBeGreaterThanOrEqual(32);
  expect(new Set(result.failures.map(({ code }) => code))).toEqual(
    new Set(['JobsLost', 'NotBlocked', 'UnexpectedlyBlocked']),
  );
});

test('when every PUT is repeated under a new name, the copies are counted as duplicates', slow, async () => {
  const appDirectory = await variantBundle(
    'shared/adapters/arm-workspaces.ts',
    `import { createArmWorkspaces as create } from 'original';
     export function createArmWorkspaces(options) {
       const workspaces = create(options);
       const putJob = async (workspace, name, properties) => {
         await workspaces.putJob(workspace, name + '-again', properties);
         return workspaces.putJob(workspace, name, properties);
       };
       return { ...workspaces, putJob };
     }`,
  );
  const { result } = await playBroken({ jobs: 5, region: { appDirectory } });
  expect(result.items).toEqual({ verified: 4, skipped: 0, blocked: 1, failed: 0, superseded: 0 });
  expect(result.duplicated).toBe(4);
  expect(result.failures.map(({ code }) => code)).toEqual(['JobsDuplicated']);
});

test('when the events of one job are dropped and nothing reconciles, that job is lost', slow, async () => {
  const { result, items } = await playBroken({
    jobs: 5,
    unheard: (_job, index) => index === 0,
    region: { editConfig: (yaml) => yaml.replace('reconcile: "*/5 * * * * *"', 'reconcile: "0 0 0 1 1 *"') },
  });
  expect(items).toHaveLength(4);
  expect(result.inFlight).toBe(5);
  expect(result.lost).toBe(1);
  expect(result.failures.map(({ code }) => code)).toEqual(['ItemsDoNotAddUp', 'JobsLost']);
});
