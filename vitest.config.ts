import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // Each test that runs beside others of its file has a region of its own, of several processes.
    maxConcurrency: 3,
    reporters: process.env['CI'] === 'true' ? ['default', './test/support/ci-reporter.ts'] : ['default'],
  },
});
