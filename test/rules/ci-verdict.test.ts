import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from './scratch-project.ts';

const folder = mkdtempSync(join(tmpdir(), 'verdict-'));
afterAll(() => rmSync(folder, { recursive: true }));

function verdict(summary: object | undefined, check = '0', tests = '0'): { last: string | undefined; status: number } {
  const file = join(folder, summary === undefined ? 'absent.json' : 'summary.json');
  if (summary !== undefined) writeFileSync(file, JSON.stringify(summary));
  const run = spawnSync(process.execPath, [join(ROOT, 'scripts/ci-verdict.mjs'), file, check, tests], {
    encoding: 'utf8',
  });
  return { last: run.stdout.trimEnd().split('\n').at(-1), status: run.status ?? -1 };
}

test('the last line counts the tests, alone on its line, and the status is 0 when all passed', () => {
  expect(verdict({ passed: 12, failures: [] })).toEqual({ last: '12 passed, 0 failed', status: 0 });
});

test('each failed test is one failure', () => {
  expect(verdict({ passed: 10, failures: ['a.test.ts > adds', 'b.test.ts'] }, '0', '1')).toEqual({
    last: '10 passed, 2 failed',
    status: 1,
  });
});

test('a failed check fails the whole, though every test passed', () => {
  expect(verdict({ passed: 12, failures: [] }, '1')).toEqual({ last: '12 passed, 1 failed', status: 1 });
});

test('no test at all is a failure', () => {
  expect(verdict({ passed: 0, failures: [] })).toEqual({ last: '0 passed, 1 failed', status: 1 });
});

test('tests that never wrote their summary are a failure', () => {
  expect(verdict(undefined)).toEqual({ last: '0 passed, 1 failed', status: 1 });
});

test('a runner that ends badly with no failed test is a failure', () => {
  expect(verdict({ passed: 12, failures: [] }, '0', '1')).toEqual({ last: '12 passed, 1 failed', status: 1 });
});
