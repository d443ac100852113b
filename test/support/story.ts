import { join } from 'node:path';
import { expect } from 'vitest';
import type { ScenarioResult } from '../../local/scenarios/result.ts';
import { resultOf, runCli } from './cli.ts';
import { check } from './demo.ts';

export type Told = {
  readonly scenario: string;
  readonly seed: number;
  readonly jobs: number;
  /** `hold (Confirming)`: these, in this order, with others between them. */
  readonly decided: readonly string[];
  /** The jobs that had to move, and where the pointer is then; without it nothing may move. */
  readonly moved?: { readonly verified: number; readonly blocked: number };
  readonly activeAfter?: 'primary' | 'secondary';
  readonly epoch?: number;
  readonly proposal?: NonNullable<ScenarioResult['proposal']>;
  /** The runs that made copies, by the books. */
  readonly runs?: readonly string[];
};

/** Plays a story of judgement as a user would, and holds all that it prints, and its books, against what is told. */
export async function playStory(told: Told, folder: string): Promise<ScenarioResult> {
  const { scenario, seed, jobs, decided, moved } = told;
  const booksFile = join(folder, `${scenario}.jsonl`);
  const options = ['--scenario', scenario, '--seed', String(seed), '--jobs', String(jobs), '--books', booksFile];
  const run = await runCli(['demo', '--json', ...options]);
  const result = resultOf(run);
  const { failures, decisions, seconds: _seconds, ...rest } = result;
  expect({ failures, status: run.status }).toEqual({ failures: [], status: 0 });
  expect(result.proposal).toEqual(told.proposal);
  expect(rest).toMatchObject({
    ...{ scenario, seed, jobs, inFlight: jobs },
    items: { verified: 0, blocked: 0, ...moved, skipped: 0, failed: 0, superseded: 0 },
    ...{ lost: 0, duplicated: 0, falseFailovers: 0 },
    activeBefore: 'primary',
    activeAfter: told.activeAfter ?? (moved === undefined ? 'primary' : 'secondary'),
    epoch: told.epoch ?? (moved === undefined ? 0 : 1),
  });
  expectInOrder(
    decisions.map(({ decision, reason }) => `${decision} (${reason})`),
    decided,
  );
  const runs = told.runs ?? (moved === undefined ? [] : ['embedded-r1']);
  expect(await check(booksFile)).toEqual({ inFlight: jobs, lost: 0, duplicated: 0, runs });
  return result;
}

function expectInOrder(all: readonly string[], wanted: readonly string[]): void {
  let place = -1;
  const found = wanted.filter((each) => {
    const next = all.indexOf(each, place + 1);
    if (next >= 0) place = next;
    return next >= 0;
  });
  expect(found, `among ${all.join(' → ')}`).toEqual(wanted);
  const acted = all.filter((each) => each.startsWith('fail-over'));
  expect(acted.filter((each) => !wanted.includes(each))).toEqual([]);
}
