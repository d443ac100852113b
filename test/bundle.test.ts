import { execFile } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import {
  ACTIVITIES,
  EVENT_FUNCTIONS,
  HTTP_FUNCTIONS,
  ORCHESTRATORS,
  QUEUE_FUNCTIONS,
  QUEUES,
  TIMER_FUNCTIONS,
} from '../functions/names.ts';
import { startAzurite } from '../local/azurite.ts';
import { buildApp } from '../scripts/build.ts';
import { temporaryFolder } from './support/demo.ts';

const root = new URL('..', import.meta.url).pathname;
const run = promisify(execFile);

type Registration = { name: string; type: string; bindings: Record<string, unknown>[] };

/** The registrations that a functions host finds in the file that `main` of package.json names. */
async function registrations(): Promise<Registration[]> {
  const folder = await temporaryFolder();
  const manifest = await readFile(join(root, 'package.json'), 'utf8');
  const { main } = JSON.parse(manifest) as { main: string };
  expect(main).toBe('dist/app.js');
  await writeFile(join(folder, 'package.json'), manifest);
  await cp(join(root, 'host.json'), join(folder, 'host.json'));
  await buildApp(join(folder, main));
  const azurite = await startAzurite();
  onTestFinished(() => azurite.stop());
  const { stdout } = await run(process.execPath, [join(root, 'test/support/registrations.ts'), folder], {
    env: { AzureWebJobsStorage: azurite.connectionString, FAILOVER_CONFIG: join(root, 'failover.yaml') },
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Registration[];
}

const names = (found: readonly Registration[], type: string): string[] =>
  found.flatMap((each) => (each.type === type ? [each.name] : [])).toSorted();

test('the bundle that package.json names registers exactly the functions that names.ts names', async () => {
  const found = await registrations();
  const { onAlert, ...events } = EVENT_FUNCTIONS;
  expect(names(found, 'eventGridTrigger')).toEqual(Object.values(events).toSorted());
  expect(names(found, 'httpTrigger')).toEqual([onAlert, ...Object.values(HTTP_FUNCTIONS)].toSorted());
  expect(names(found, 'queueTrigger')).toEqual(Object.values(QUEUE_FUNCTIONS).toSorted());
  // The example configuration has no schedule of drills, and so no timer for them.
  const { drill, ...timers } = TIMER_FUNCTIONS;
  expect(names(found, 'timerTrigger')).toEqual(Object.values(timers).toSorted());
  expect(found.map(({ name }) => name)).not.toContain(drill);
  expect(names(found, 'orchestrationTrigger')).toEqual(Object.values(ORCHESTRATORS).toSorted());
  expect(names(found, 'activityTrigger')).toEqual(Object.values(ACTIVITIES).toSorted());
  const bindings = found.flatMap((each) => each.bindings);
  const queues = bindings.flatMap(({ type, queueName }) => (type === 'queueTrigger' ? [queueName] : []));
  expect(new Set(queues)).toEqual(new Set([QUEUES.jobResubmissions, QUEUES.specWork, QUEUES.mirrorWork]));
  const levels = bindings.flatMap(({ type, authLevel }) => (type === 'httpTrigger' ? [authLevel] : []));
  expect(new Set(levels)).toEqual(new Set(['function']));
});

test('types and build are green without local, test and web', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder();
  for (const part of ['functions', 'shared', 'scripts/build.ts', 'package.json', 'host.json', 'tsconfig.json']) {
    await cp(join(root, part), join(folder, part), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const text = await readFile(join(folder, 'tsconfig.json'), 'utf8');
  const config = JSON.parse(text) as { include: string[] };
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ ...config, include: ['functions', 'shared', 'scripts'] }),
  );
  const tsc = join(root, 'node_modules/.bin/tsc');
  // execFile rejects, with what was printed, when the status is not 0.
  await run(tsc, ['-p', 'tsconfig.json'], { cwd: folder });
  await run(process.execPath, ['scripts/build.ts'], { cwd: folder });
  expect((await readFile(join(folder, 'dist/app.js'), 'utf8')).length).toBeGreaterThan(100_000);
});
