import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Stories wait for the watch of their region more than they work: three on two cores are not too many.
    maxWorkers: 3,
    // Regions are several processes each, of the same sources.
    env: { NODE_COMPILE_CACHE: new URL('.tmp/compile-cache', import.meta.url).pathname },
    // Each test that runs beside others of its file has a region of its own, of several processes.
    maxConcurrency: 3,
    reporters: process.env['CI'] === 'true' ? ['default', './test/support/ci-reporter.ts'] : ['default'],
  },
});
