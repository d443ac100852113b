import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/support/slow-first.ts';

const pure = ['test/shared/core/**/*.test.ts', 'test/shared/config*.test.ts'];

export default defineConfig({
  test: {
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    reporters: process.env['CI'] === 'true' ? ['default', './test/support/ci-reporter.ts'] : ['default'],
    projects: [
      // Functions without a state of their own, so that files may follow each other in one process.
      { test: { name: 'pure', include: pure, pool: 'forks', isolate: false } },
      {
        test: {
          name: 'real',
          include: ['test/**/*.test.ts'],
          exclude: pure,
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each test that runs beside others of its file has a region of its own, of several processes.
          maxConcurrency: 3,
          globalSetup: './test/support/shared-storage.ts',
          // Regions are several processes each, of the same sources.
          env: { NODE_COMPILE_CACHE: new URL('.tmp/compile-cache', import.meta.url).pathname },
        },
      },
    ],
  },
});
