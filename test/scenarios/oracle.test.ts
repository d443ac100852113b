import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silent } from '../../local/output/telling.ts';
import { play } from '../../local/scenarios/play.ts';
import type { PlayOptions } from '../../local/scenarios/play.ts';
import type { Ending } from '../../local/scenarios/story.ts';
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
  expect(await check(booksFile)).toEqual({ inFlight, lost, duplicated });
  return ending;
}

test('when references are left as they were, every job that is bound to its workspace is refused', slow, async () => {
  const appDirectory = await variantBundle(
    'shared/core/translate/translate.ts',
    // What the service adds must go all the same, or every job would be refused for that alone.
    `import { stripServiceFields } from './strip.ts';
     export function translate({ spec }) {
       return { kind: 'translated', spec: stripServiceFields(spec), dependencies: [], warnings: [] };
     }
     export function translateComponentSpec({ spec }) {
       return { kind: 'translated', spec, dependencies: [], warnings: [] };
     }`,
  );
  const { result, items } = await playBroken({ jobs: 40, region: { appDirectory } });
  expect(items.filter(({ outcome }) => outcome !== 'blocked')).toEqual([]);
  expect(result.items).toEqual({ verified: 0, skipped: 0, blocked: 40, failed: 0, superseded: 0 });
  // A component whose own references were left as they were is refused, too, and blocks its pipeline with the same code.
  const reasons = items.map((item) => [...new Set(item.reasons.map(({ code }) => code))].join());
  expect(reasons.filter((code) => code === 'CrossWorkspaceReference')).toHaveLength(38);
  expect(reasons.filter((code) => code !== 'CrossWorkspaceReference').toSorted()).toEqual([
    // What the mirror could not copy is blocked by its own finding, whatever a translator says.
    'DataNotInStandby',
    'NotResubmittable(Base)',
  ]);
  expect(result.lost).toBe(36);
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
