import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultOf, runCli } from '../support/cli.ts';
import { check, temporaryFolder } from '../support/demo.ts';
import { variantBundle } from '../support/variant-bundle.ts';

// A check that cannot fail proves nothing: here the product is too quick, and must be caught.

const slow = { timeout: 240_000 };

test('a product that does not wait for the confirmation window is caught in the story flap', slow, async () => {
  const app = await variantBundle(
    'shared/core/proposal.ts',
    `export * from 'original';
     export function isRipe() { return true; }`,
  );
  const booksFile = join(await temporaryFolder(), 'books.jsonl');
  const args = ['demo', '--json', '--scenario', 'flap', '--jobs', '3', '--books', booksFile];
  const run = await runCli(args, { LOCAL_APP: app });
  const result = resultOf(run);
  expect(run.status).toBe(1);
  expect(result).toMatchObject({ falseFailovers: 1, activeAfter: 'secondary', epoch: 1 });
  const codes = new Set(result.failures.map(({ code }) => code));
  for (const code of ['FalseFailover', 'WronglyDecided', 'NotDecided', 'WronglyActive', 'WrongEpoch'])
    expect(codes).toContain(code);
  expect(await check(booksFile)).toMatchObject({ inFlight: 3, runs: ['embedded-r1'] });
});

test('a product that takes planned maintenance for evidence is caught in that story', slow, async () => {
  const app = await variantBundle(
    'shared/core/alert-signals.ts',
    `import { alertSignals as read } from 'original';
     export function alertSignals(...given) {
       return read(...given).map(({ pair, signal }) => ({ pair, signal: { ...signal, counts: true } }));
     }`,
  );
  const run = await runCli(['demo', '--json', '--scenario', 'maintenance', '--jobs', '1'], { LOCAL_APP: app });
  const result = resultOf(run);
  expect(run.status).toBe(1);
  expect(result.failures.map(({ code }) => code)).toContain('NotDecided');
});
