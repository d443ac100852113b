import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/demo.ts';

const root = new URL('../..', import.meta.url).pathname;

type Start = { readonly status: number | string | null | undefined; readonly stdout: string; readonly stderr: string };

/** Starts a functions host on the bundle with these settings alone, and waits for its end. */
async function startHost(folder: string, settings: Readonly<Record<string, string>>): Promise<Start> {
  const main = join(root, 'local/host/main.ts');
  const args = [main, '--app', root, '--data', join(folder, 'data'), '--port', '0'];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { env: settings }, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

test('a wrong configuration stops the start with every problem at once: path, value, line and what is allowed', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'failover.yaml');
  await writeFile(
    file,
    `pairs:
  - name: Vision
    primary:
      workspaceId: /subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-east/workspaces/east
      region: eastus
      regionDisplayName: East US
run:
  sliceSize: 500
  slicesAtOnec: 4
schedules:
  watch: every second
`,
  );
  const { status, stdout, stderr } = await startHost(folder, {
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
    FAILOVER_ARM_ENDPOINT: 'http://arm.example',
    FAILOVER_CONFIG: file,
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  const problems = stderr.trimEnd().replaceAll(file, 'failover.yaml').split('\n');
  expect(problems).toEqual([
    'the configuration has 7 problems:',
    'failover.yaml:2 pairs[0].name: "Vision" is not allowed; allowed: 2 to 24 lower-case letters and digits, the first of them a letter, such as vision',
    'failover.yaml:2 pairs[0].secondary: is missing; allowed: a section with the keys workspaceId, region, regionDisplayName, guid, associatedResources, availabilityTests',
    'failover.yaml:4 pairs[0].primary.workspaceId: "/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-east/workspaces/east" is not allowed; allowed: /subscriptions/<subscription>/resourceGroups/<group>/providers/Microsoft.MachineLearningServices/workspaces/<name>',
    'failover.yaml:8 run.sliceSize: 500 is not allowed; allowed: a whole number from 1 to 50',
    expect.stringContaining(
      'failover.yaml:9 run.slicesAtOnec: 4 stands under a key that is unknown here (did you mean slicesAtOnce?)',
    ),
    'failover.yaml:11 schedules.watch: "every second" is not allowed; allowed: six fields of NCRONTAB (second minute hour day month weekday), such as \'0 * * * * *\'',
    'environment FAILOVER_ARM_ENDPOINT: "http://arm.example" is not allowed; allowed: an https address without user name, query and fragment',
  ]);
});

test('a configuration file that is not there stops the start and is named', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'nowhere.yaml');
  const { status, stdout, stderr } = await startHost(folder, {
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
    FAILOVER_CONFIG: file,
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(`the configuration file ${file} cannot be read`);
  expect(stderr).toContain('FAILOVER_CONFIG');
});
