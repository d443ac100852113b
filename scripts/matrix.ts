import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

// Plays the demo for every scenario, seed and number of jobs that the project promises, a few at a time:
//   node scripts/matrix.ts [--at-once 2] [--scenario crash] [--seeds 1,2] [--jobs 1,40]
// The stories of judgement have a matrix of their own: --scenario judgement [--jobs 6]
// One line per run; status 1 if any of them is not as it must be.

const { values } = parseArgs({
  options: {
    'at-once': { type: 'string', default: '2' },
    scenario: { type: 'string', default: 'region-down,manual,queue,crash' },
    seeds: { type: 'string', default: '1,2,3,4,5' },
    jobs: { type: 'string', default: '1,40,200' },
  },
});

const judgement = [
  ...['flap', 'blind', 'throttled', 'maintenance', 'user-stopped', 'grey', 'silence', 'partial', 'second-view'],
  ...['approval', 'rejected', 'standby-down', 'double-alert', 'cool-down'],
];

type Run = { readonly scenario: string; readonly seed: number; readonly jobs: number };
/** What is read of the object that `demo --json` prints. */
type Result = {
  inFlight: number;
  items: Record<'verified' | 'skipped' | 'blocked' | 'failed' | 'superseded', number>;
  lost: number;
  duplicated: number;
  falseFailovers: number;
  epoch: number;
  seconds: { total: number };
  requests?: { asked: number; created: number; poisoned: number };
  crash?: { kills: number; submittedAtKill: number };
  failures: { code: string; message: string }[];
};

const numbers = (list: string): number[] => list.split(',').map(Number);
const runs: Run[] = values.scenario
  .split(',')
  .flatMap((name) => (name === 'judgement' ? judgement : [name]))
  .flatMap((scenario) =>
    numbers(values.jobs).flatMap((jobs) => numbers(values.seeds).map((seed) => ({ scenario, seed, jobs }))),
  );
const cli = new URL('../local/cli.ts', import.meta.url).pathname;

async function play({
  scenario,
  seed,
  jobs,
}: Run): Promise<{ status: number | null; result: Result | undefined; stderr: string }> {
  const args = [cli, 'demo', '--json', '--scenario', scenario, '--seed', String(seed), '--jobs', String(jobs)];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, LOCAL_STRICT: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, result: status === 0 || status === 1 ? parse(stdout) : undefined, stderr };
}

function parse(stdout: string): Result | undefined {
  try {
    return JSON.parse(stdout) as Result;
  } catch {
    return undefined;
  }
}

/** What a result lacks of what is promised, beyond what the demo finds itself. */
function complaints({ jobs, scenario }: Run, result: Result): string[] {
  const { items, crash, requests } = result;
  const told = result.failures.map(({ code, message }) => `${code}: ${message}`);
  const must = (holds: boolean, what: string): void => void (holds || told.push(what));
  must(result.inFlight === jobs, `inFlight is ${result.inFlight}`);
  // Where nobody switched, nothing was moved.
  const accounted = result.epoch === 0 ? 0 : jobs;
  must(Object.values(items).reduce((sum, count) => sum + count, 0) === accounted, 'the items do not add up');
  must(result.falseFailovers === 0, `${result.falseFailovers} false failovers`);
  must(result.lost === 0 && result.duplicated === 0 && items.failed === 0, 'jobs were lost, duplicated or failed');
  must(accounted !== 40 || items.verified >= 36, `only ${items.verified} of 40 are verified`);
  if (scenario === 'queue') must(requests?.created === 10 && requests.poisoned === 3, 'requests are unaccounted for');
  if (scenario === 'crash') {
    const submittable = jobs - items.blocked - items.skipped;
    const { kills = 0, submittedAtKill = 0 } = crash ?? {};
    must(kills === 4, `the host was killed ${kills} times`);
    // Between none and all of a single job there is nothing.
    must(
      submittable === 1 || (submittedAtKill > 0 && submittedAtKill < submittable),
      `killed at ${submittedAtKill} of ${submittable}`,
    );
  }
  return told;
}

function line(run: Run, result: Result | undefined, told: readonly string[]): string {
  const what = `${run.scenario.padEnd(12)} seed ${run.seed}  ${String(run.jobs).padStart(3)} jobs`;
  if (result === undefined) return `FAILED  ${what}  ${told.join('; ')}`;
  const { items, crash, requests, lost, duplicated, seconds } = result;
  const counts = `${items.verified} verified, ${items.blocked} blocked, ${items.skipped} skipped, ${items.failed} failed, ${lost} lost, ${duplicated} duplicated`;
  const more = [requests, crash].flatMap((each) => (each === undefined ? [] : [JSON.stringify(each)])).join(' ');
  return `${told.length === 0 ? 'ok    ' : 'FAILED'}  ${what}  ${seconds.total.toFixed(1).padStart(5)} s  ${counts} ${more} ${told.join('; ')}`.trimEnd();
}

let failed = 0;
const rest = [...runs];
async function worker(): Promise<void> {
  for (let run = rest.shift(); run !== undefined; run = rest.shift()) {
    const { status, result, stderr } = await play(run);
    const told = result === undefined ? [`status ${status}: ${stderr.trim()}`] : complaints(run, result);
    if (status !== 0 && told.length === 0) told.push(`status ${status}`);
    if (told.length > 0) failed += 1;
    process.stdout.write(`${line(run, result, told)}\n`);
  }
}

await Promise.all(Array.from({ length: Number(values['at-once']) }, worker));
process.stdout.write(`${runs.length - failed} of ${runs.length} runs are as they must be\n`);
process.exitCode = failed === 0 ? 0 : 1;
