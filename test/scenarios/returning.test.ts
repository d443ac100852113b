import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BookLine } from '../../local/simulator/books.ts';
import type { ScenarioResult } from '../../local/scenarios/result.ts';
import { resultOf, runCli } from '../support/cli.ts';
import { check, temporaryFolder, type Check } from '../support/demo.ts';

type Story = { readonly result: ScenarioResult; readonly checked: Check; readonly families: readonly string[][] };

/** Plays a story as a user would, and reads out of its books what became of every job and all made in its place. */
async function story(scenario: string, seed: number, jobs: number): Promise<Story> {
  const booksFile = join(await temporaryFolder(), 'books.jsonl');
  const options = ['--scenario', scenario, '--seed', String(seed), '--jobs', String(jobs), '--books', booksFile];
  const run = await runCli(['demo', '--json', ...options]);
  const result = resultOf(run);
  expect(result.failures).toEqual([]);
  expect(run.status).toBe(0);
  expect(result).toMatchObject({ lost: 0, duplicated: 0, falseFailovers: 0 });
  const lines = (await readFile(booksFile, 'utf8')).trimEnd().split('\n');
  const last = new Map<string, { root: string; status: string }>();
  for (const line of lines.map((text) => JSON.parse(text) as BookLine)) {
    if (line.kind !== 'job' || !line.root) continue;
    const id = `${line.workspace}/jobs/${line.job}`.toLowerCase();
    const marked = line.properties['failover.root'];
    const root = (typeof marked === 'string' ? marked : id).toLowerCase();
    last.set(id, { root, status: line.status });
  }
  const byRoot = Map.groupBy(last.values(), ({ root }) => root);
  const families = [...byRoot.values()].map((members) => members.map(({ status }) => status));
  return { result, checked: await check(booksFile), families };
}

const alive = (statuses: readonly string[]): number =>
  statuses.filter((status) => !['Completed', 'Failed', 'Canceled'].includes(status)).length;
const shapes = (families: readonly string[][]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const family of families) {
    const done = family.includes('Completed') ? 'done' : 'open';
    const shape = `${family.length} of which ${alive(family)} live, ${done}`;
    counts[shape] = (counts[shape] ?? 0) + 1;
  }
  return counts;
};

describe('when the source of a failover is back', { timeout: 120_000 }, () => {
  test('of each original and its copy one lives on, or has done the work', async () => {
    const { result, checked, families } = await story('returning-primary', 4, 8);
    expect(result).toMatchObject({
      activeAfter: 'secondary',
      epoch: 1,
      items: { verified: 4, superseded: 3, blocked: 1 },
    });
    expect(result.origins).toEqual({ OriginCompleted: 3, OriginCancelled: 4, OriginKept: 1 });
    expect(checked).toMatchObject({ inFlight: 8, lost: 0, duplicated: 0, runs: ['embedded-r1'] });
    expect(shapes(families)).toEqual({
      '1 of which 1 live, open': 1,
      '2 of which 0 live, done': 3,
      '2 of which 1 live, open': 4,
    });
  });

  test('a person leads the jobs home, and every one of them lives there, once', async () => {
    const { result, checked, families } = await story('failback', 5, 6);
    expect(result).toMatchObject({ activeBefore: 'primary', activeAfter: 'primary', epoch: 2, items: { failed: 0 } });
    expect(checked).toMatchObject({ inFlight: 6, lost: 0, duplicated: 0, runs: ['embedded-r1', 'embedded-r2'] });
    expect(families.filter((family) => alive(family) !== 1)).toEqual([]);
    expect(families.filter(({ length }) => length === 3).length).toBe(result.items.verified);
  });

  test('a failover that was none is undone, and the originals have never noticed', async () => {
    const { result, checked, families } = await story('undo', 6, 6);
    expect(result).toMatchObject({ activeAfter: 'primary', epoch: 2, items: { verified: 0, failed: 0 } });
    expect(result.origins).toEqual({ OriginKept: 6 });
    expect(checked).toMatchObject({ inFlight: 6, lost: 0, duplicated: 0, runs: ['embedded-r1'] });
    expect(families.filter((family) => alive(family) !== 1)).toEqual([]);
  });
});
