import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { call } from '../../local/http.ts';
import { until } from '../../local/scenarios/wait.ts';
import type { BookLine } from '../../local/simulator/books.ts';
import { runCli, spawnCli } from '../support/cli.ts';
import { temporaryFolder } from '../support/demo.ts';

type Facts = {
  api: string;
  arm: string;
  control: string;
  eventGrid: string;
  storage: { connectionString: string };
  pairs: { pair: string; primary: string; secondary: string }[];
  pid: number;
};
type Started = { child: ChildProcess; facts: Facts; stdout: string[]; ended: Promise<number | null> };

/** The region that `npm start` keeps up, once its line of JSON is there. `temp` is its folder for temporary files. */
async function start(temp: string, ...options: string[]): Promise<Started> {
  const child = spawnCli(['start', '--port', '0', '--json', ...options], { TMPDIR: temp });
  onTestFinished(() => void child.kill('SIGKILL'));
  const stdout: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  if (child.stdout === null) throw new Error('the process has no stdout');
  createInterface({ input: child.stdout }).on('line', (line) => stdout.push(line));
  child.stderr?.resume();
  const line = await until('the line of JSON', async () => stdout[0]);
  return { child, stdout, ended, facts: JSON.parse(line) as Facts };
}

/** The processes below a process, however deep. */
async function descendants(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const rows = stdout.split('\n').map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.flatMap(([child, of]) => (child !== undefined && of === parent ? [child, ...below(child)] : []));
  return below(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('start prints one line of JSON, submits nothing, and stops on SIGTERM with status 0', async () => {
  const temp = await temporaryFolder();
  const data = await temporaryFolder();
  const { child, facts, stdout, ended } = await start(temp, '--data', data);
  expect(Object.keys(facts).toSorted()).toEqual(['api', 'arm', 'control', 'eventGrid', 'pairs', 'pid', 'storage']);
  expect(facts.pid).toBe(child.pid);
  expect(facts.pairs.map(({ pair }) => pair)).toEqual(['embedded']);
  expect(facts.storage.connectionString).toContain('TableEndpoint=http://127.0.0.1:');
  expect((await call({ url: `${facts.api}/pairs` })).body).toMatchObject({
    value: [{ pair: 'embedded', active: 'primary', epoch: 0, run: null, counts: { primary: 0, secondary: 0 } }],
  });
  const grid = await call({ url: `${facts.eventGrid}?functionName=onJobEvent`, method: 'OPTIONS' });
  expect(grid.status).toBe(200);

  // Once the app has asked ARM, it is at work, and nobody has put a job.
  const books = await until('a probe in the books', async () => {
    const lines = (await call({ url: `${facts.control}/books` })).body as BookLine[];
    return lines.some(({ kind }) => kind === 'request') ? lines : undefined;
  });
  expect(books.filter(({ kind }) => kind === 'job')).toEqual([]);
  const isWrite = (method: string): boolean => !['GET', 'HEAD'].includes(method);
  expect(books.flatMap((line) => (line.kind === 'request' && isWrite(line.method) ? [line.path] : []))).toEqual([]);

  const children = await descendants(facts.pid);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(stdout).toHaveLength(1);
  await until('the end of its processes', async () => (children.some(isAlive) ? undefined : true));
  expect(await readdir(data)).toEqual(expect.arrayContaining(['azurite', 'failover.yaml', 'history.sqlite']));
  await until('an empty temporary folder', async () => ((await readdir(temp)).length === 0 ? true : undefined));
});

test('what a region holds is there again when it is started on the same folder', async () => {
  const temp = await temporaryFolder();
  const data = await temporaryFolder();
  const first = await start(temp, '--data', data);
  const asked = await call({
    url: `${first.facts.api}/pairs/embedded/runs`,
    body: { kind: 'failover', reason: 'a drill' },
  });
  expect(asked.status).toBe(202);
  await until('the end of the run', async () => {
    const { body } = await call({ url: `${first.facts.api}/pairs/embedded/runs/embedded-r1` });
    return (body as { state: string }).state === 'ended' ? true : undefined;
  });
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);

  const second = await start(temp, '--data', data);
  const { body } = await call({ url: `${second.facts.api}/pairs/embedded` });
  expect(body).toMatchObject({ active: 'secondary', epoch: 1, run: null });
});

test('a driver that is killed with SIGKILL takes its processes and temporary folders with it', async () => {
  const temp = await temporaryFolder();
  const { child, facts, ended } = await start(temp);
  const children = await descendants(facts.pid);
  // Azurite, the functions host, and the one that clears up.
  expect(children.length).toBeGreaterThanOrEqual(3);
  expect(await readdir(temp)).not.toEqual([]);
  child.kill('SIGKILL');
  await ended;
  await until('the end of its processes', async () => (children.some(isAlive) ? undefined : true), 20);
  await until(
    'an empty temporary folder',
    async () => {
      const left = await readdir(temp);
      if (left.length > 0) throw new Error(`there is still ${left.join(', ')}`);
      return true;
    },
    20,
  );
});

test('a region that cannot start leaves nothing behind, and its end says why', async () => {
  const temp = await temporaryFolder();
  const run = await runCli(['demo', '--json', '--books', '/nowhere/books.jsonl'], { TMPDIR: temp });
  expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 1, stdout: '' });
  expect(run.stderr).toContain("no such file or directory, open '/nowhere/books.jsonl'");
  await until('an empty temporary folder', async () => ((await readdir(temp)).length === 0 ? true : undefined));
});
