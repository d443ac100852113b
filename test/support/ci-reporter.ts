import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule, TestRunEndReason } from 'vitest/node';

/** What `.ci/run` reads once the tests are over. */
export type TestSummary = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly reason: TestRunEndReason;
  readonly failures: readonly string[];
};

/**
 * Counts the tests into `.tmp/test-summary.json`. A file that could not be loaded and an error outside any test count as
 * one failure each: neither has a test of its own that could fail.
 */
export function summarize(
  modules: readonly TestModule[],
  unhandled: readonly SerializedError[],
  reason: TestRunEndReason,
): TestSummary {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const broken = modules.filter((module) => module.errors().length > 0);
  const failures = [
    ...tests.filter((test) => stateOf(test) === 'failed').map((test) => `${test.module.moduleId} > ${test.fullName}`),
    ...broken.map((module) => `${module.moduleId}: ${module.errors()[0]?.message ?? 'could not be loaded'}`),
    ...unhandled.map((error) => `unhandled: ${error.message}`),
  ];
  return {
    passed: tests.filter((test) => stateOf(test) === 'passed').length,
    failed: failures.length,
    skipped: tests.filter((test) => stateOf(test) === 'skipped').length,
    reason,
    failures,
  };
}

/** A test that was begun and never ended is no pass and no skip. */
function stateOf(test: TestCase): 'passed' | 'failed' | 'skipped' {
  const { state } = test.result();
  return state === 'pending' ? 'failed' : state;
}

export default class CiReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[], reason: TestRunEndReason): void {
    const folder = join(import.meta.dirname, '../../.tmp');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'test-summary.json'),
      `${JSON.stringify(summarize(modules, unhandled, reason), null, 2)}\n`,
    );
  }
}
