import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const expected = resolve(import.meta.dirname, '../../../shared/corpus');

/**
 * The folder of recorded material, which lies beside a maintainer's checkout and is no part of the project. Undefined
 * where it is absent: the tests that read it are skipped then, except with CORPUS=required, as in CI.
 */
export function corpusDir(): string | undefined {
  if (existsSync(expected)) return expected;
  if (process.env['CORPUS'] === 'required') throw new Error(`CORPUS=required, and there is no folder ${expected}`);
  return undefined;
}

/** The name of a group of tests that reads the corpus. Says so, in the run's output too, when they are skipped. */
export function corpusTitle(title: string): string {
  if (corpusDir() !== undefined) return title;
  console.warn(`Skipped, because there is no folder ${expected}: ${title}`);
  return `${title} (skipped: no corpus)`;
}
