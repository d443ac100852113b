import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aliveTogether } from '../../local/scenarios/alive-together.ts';
import type { ScenarioResult } from '../../local/scenarios/result.ts';
import type { BookLine } from '../../local/simulator/books.ts';
import { check, temporaryFolder } from '../support/demo.ts';
import { resultOf, runCli } from '../support/cli.ts';

const minutes = (count: number): { timeout: number } => ({ timeout: count * 60_000 });

async function played(
  scenario: string,
  seed: number,
  jobs: number,
): Promise<{ result: ScenarioResult; lines: BookLine[]; copiedBy: string[] }> {
  const books = join(await temporaryFolder(), 'books.jsonl');
  const options = ['--scenario', scenario, '--seed', String(seed), '--jobs', String(jobs), '--books', books];
  const run = await runCli(['demo', '--json', ...options]);
  const result = resultOf(run);
  expect(result).toMatchObject({ inFlight: jobs, lost: 0, duplicated: 0, falseFailovers: 0, failures: [] });
  expect(run.status).toBe(0);
  const { runs, ...checked } = await check(books);
  expect(checked).toEqual({ inFlight: jobs, lost: 0, duplicated: 0 });
  const lines = (await readFile(books, 'utf8')).trimEnd().split('\n');
  return { result, lines: lines.map((line) => JSON.parse(line) as BookLine), copiedBy: runs };
}

test('a planned move never lets a job and its copy live at the same instant', minutes(2), async () => {
  const { result, lines, copiedBy } = await played('planned', 21, 8);
  expect(result).toMatchObject({ together: 0, activeAfter: 'secondary', epoch: 1 });
  expect(result.items.verified + result.items.blocked).toBe(8);
  expect(result.decisions).toContainEqual({ decision: 'hold', reason: 'RunInProgress' });
  expect(aliveTogether(lines)).toEqual([]);
  expect(copiedBy).toEqual(['embedded-r1']);
});

test('jobs that were left to finish are evacuated when their region dies', minutes(2), async () => {
  const { result, copiedBy } = await played('evacuate', 22, 8);
  expect(result).toMatchObject({ activeBefore: 'primary', activeAfter: 'secondary', epoch: 1 });
  expect(result.items.verified + result.items.blocked).toBe(8);
  expect(result.decisions).toContainEqual({ decision: 'hold', reason: 'RunInProgress' });
  expect(copiedBy).toEqual(['embedded-r2']);
});
