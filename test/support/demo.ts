import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import type { ScenarioResult } from '../../local/scenarios/result.ts';
import type { BookLine } from '../../local/simulator/books.ts';
import { resultOf, runCli } from './cli.ts';

export type Wanted = { scenario: string; seed: number; jobs: number; verified: number; blocked: number };
export type Check = { inFlight: number; lost: number; duplicated: number; runs: string[] };

const checker = new URL('./checker.mjs', import.meta.url).pathname;

/** What the checker that shares no code with the project reads out of a books file. */
export async function check(booksFile: string): Promise<Check> {
  const { stdout } = await promisify(execFile)(process.execPath, [checker, booksFile]);
  const { inFlight, lost, duplicated, runs } = JSON.parse(stdout) as Check;
  return { inFlight, lost, duplicated, runs };
}

/** A folder that goes when the test has finished. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'azureml-failover-test-'));
  // Processes that were told to end may still be writing their last.
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  return folder;
}

/** Plays the demo as a user would and holds what it prints, all of it, and its books against what is wanted. */
export async function playDemo(wanted: Wanted): Promise<{ result: ScenarioResult; books: BookLine[] }> {
  const booksFile = join(await temporaryFolder(), 'books.jsonl');
  const { scenario, seed, jobs, verified, blocked } = wanted;
  const options = ['--scenario', scenario, '--seed', String(seed), '--jobs', String(jobs), '--books', booksFile];
  const run = await runCli(['demo', '--json', ...options]);
  const result = resultOf(run);
  const seconds: unknown = expect.any(Number);
  const word: unknown = expect.any(String);
  expect(result).toEqual({
    ...{ scenario, seed, jobs },
    inFlight: jobs,
    items: { verified, skipped: 0, blocked, failed: 0, superseded: 0 },
    ...{ lost: 0, duplicated: 0, falseFailovers: 0 },
    decisions: result.decisions.map(() => ({ decision: word, reason: word })),
    ...{ activeBefore: 'primary', activeAfter: 'secondary', epoch: 1 },
    seconds: {
      evidenceToDecision: scenario === 'manual' ? null : seconds,
      ...{ decisionToSwitch: seconds, switchToLastJob: seconds, total: seconds },
    },
    ...(scenario === 'queue' ? { requests: result.requests } : {}),
    ...(scenario === 'crash' ? { crash: result.crash } : {}),
    failures: [],
  });
  expect({ status: run.status, lines: run.stdout.split('\n').length }).toEqual({ status: 0, lines: 2 });
  expect(await check(booksFile)).toEqual({ inFlight: jobs, lost: 0, duplicated: 0, runs: ['embedded-r1'] });
  const text = await readFile(booksFile, 'utf8');
  return {
    result,
    books: text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as BookLine),
  };
}

/** The jobs that people submitted in a story: their names, and their kinds in the order of submission. */
export function jobsInBooks(books: readonly BookLine[]): { names: string[]; kinds: string[] } {
  const created = books.flatMap((line) => (line.kind === 'job' && line.root && line.previous === null ? [line] : []));
  const own = created.filter(({ properties }) => !('failover.origin' in properties));
  return { names: own.map(({ job }) => job), kinds: own.map(({ jobType }) => jobType) };
}
