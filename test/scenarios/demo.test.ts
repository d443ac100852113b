import { describe, expect, test } from 'vitest';
import { generateJobs } from '../../local/simulator/jobs-generator.ts';
import { embeddedPair } from '../../local/simulator/seeds.ts';
import { jobsInBooks, playDemo } from '../support/demo.ts';
import { resultOf, runCli } from '../support/cli.ts';
import { variantBundle } from '../support/variant-bundle.ts';

/** What people submit under a seed, without the ids that differ by workspace anyway. */
function definitionsOf(seed: number): { name: string; text: string }[] {
  const { primary } = embeddedPair(seed);
  return generateJobs(seed, 40, primary).map(({ name, body }) => ({
    name,
    text: JSON.stringify(body).replaceAll(primary.id, 'WORKSPACE'),
  }));
}

const minutes = (count: number): { timeout: number } => ({ timeout: count * 60_000 });

describe('every job of the region that goes dark is accounted for', () => {
  test('when an alert and the probe agree, with the 40 jobs of seed 1', minutes(2), async () => {
    const { result } = await playDemo({ scenario: 'region-down', seed: 1, jobs: 40, verified: 37, blocked: 3 });
    expect(result.decisions).toContainEqual({ decision: 'fail-over', reason: 'ProviderAndProbeAgree' });
    expect(result.decisions).toContainEqual({ decision: 'hold', reason: 'RunInProgress' });
    expect(Object.keys(result)).not.toContain('requests');
    expect(Object.keys(result)).not.toContain('crash');
  });

  test('when there is a single job', minutes(2), async () => {
    await playDemo({ scenario: 'region-down', seed: 2, jobs: 1, verified: 1, blocked: 0 });
  });

  test('when there are 200 jobs', minutes(3), async () => {
    await playDemo({ scenario: 'region-down', seed: 3, jobs: 200, verified: 185, blocked: 15 });
  });

  test(
    'when a person starts the run, and other seeds mean other names, kinds and definitions',
    minutes(3),
    async () => {
      const four = await playDemo({ scenario: 'manual', seed: 4, jobs: 40, verified: 37, blocked: 3 });
      const five = await playDemo({ scenario: 'manual', seed: 5, jobs: 12, verified: 10, blocked: 2 });
      expect(four.result.seconds.evidenceToDecision).toBeNull();
      expect(four.result.decisions.map(({ decision }) => decision)).not.toContain('fail-over');
      const [ours, theirs] = [jobsInBooks(four.books), jobsInBooks(five.books)];
      expect(ours.names.filter((name) => theirs.names.includes(name))).toEqual([]);
      expect(ours.kinds).not.toEqual(theirs.kinds);
      const [mine, yours] = [definitionsOf(4), definitionsOf(5)];
      expect(mine.map(({ name }) => name).filter((name) => !ours.names.includes(name))).toEqual([]);
      expect(mine.filter(({ text }) => yours.some((other) => other.text === text))).toEqual([]);
    },
  );

  test('when a service asks for finished jobs over the queue meanwhile', minutes(3), async () => {
    const { result } = await playDemo({ scenario: 'queue', seed: 3, jobs: 40, verified: 37, blocked: 3 });
    expect(result.requests).toEqual({ asked: 13, created: 10, poisoned: 3 });
  });

  test('when the two workspaces share nothing and the jobs are of every type', minutes(3), async () => {
    await playDemo({ scenario: 'fidelity', seed: 2, jobs: 40, verified: 36, blocked: 4 });
  });

  test('when the functions host is killed four times', minutes(3), async () => {
    const { result } = await playDemo({ scenario: 'crash', seed: 2, jobs: 40, verified: 37, blocked: 3 });
    const submittedAtKill: unknown = expect.any(Number);
    expect(result.crash).toEqual({ kills: 4, submittedAtKill });
    expect(result.crash?.submittedAtKill).toBeGreaterThan(0);
    expect(result.crash?.submittedAtKill).toBeLessThan(37);
  });
});

test('a failed expectation prints the same object, names what failed, and ends with status 1', minutes(2), async () => {
  const app = await variantBundle(
    'shared/core/translate/translate.ts',
    `export { translateComponentSpec } from 'original';
     export function translate({ spec }) {
       return { kind: 'translated', spec, warnings: [], dependencies: [] };
     }`,
  );
  const run = await runCli(['demo', '--json', '--scenario', 'manual', '--jobs', '5'], { LOCAL_APP: app });
  const result = resultOf(run);
  expect(run.status).toBe(1);
  expect(result).toMatchObject({ scenario: 'manual', seed: 1, jobs: 5, inFlight: 5, activeAfter: 'secondary' });
  expect(result.items).toEqual({ verified: 0, skipped: 0, blocked: 5, failed: 0, superseded: 0 });
  expect(result.failures.map(({ code }) => code)).toContain('JobsLost');
});

describe('what the command line does not know ends with status 2, the list on stderr and nothing on stdout', () => {
  test.each([
    [['demo', '--json', '--scenario', 'earthquake'], 'There are: region-down, manual, queue, crash, fidelity, '],
    [['demo', '--json', '--jbos', '40'], "unknown option '--jbos'"],
    [['demo', '--json', '--jobs', 'many'], 'It must be a whole number from 1 to 500.'],
    [['demo', '--json', '--seed', '0'], 'It must be a whole number from 1 to 1000000.'],
  ])('%j', async (args, complaint) => {
    const { status, stdout, stderr } = await runCli(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(complaint);
    for (const known of ['--jobs', '--seed', '--scenario', 'region-down', 'manual', 'queue', 'crash']) {
      expect(stderr).toContain(known);
    }
  });

  test('an unknown command shows the commands', async () => {
    const { status, stdout, stderr } = await runCli(['dmeo']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('demo');
    expect(stderr).toContain('start');
  });
});
