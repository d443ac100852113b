import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import type { GateResult } from './gates/gate.ts';
import { describe, passed } from './gates/gate.ts';
import { checkImports } from './gates/imports.ts';
import { listSources } from './gates/sources.ts';
import { checkText } from './gates/text.ts';
import { checkFormat, checkLint, checkTypes } from './gates/tools.ts';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

const sources = listSources(root).length;

/** All gates run, also after one has failed: whoever mends the code wants the whole list. */
const results = [
  await checkFormat(root),
  await checkLint(root),
  await checkTypes(root),
  await checkImports(root),
  checkText(root),
];

for (const { problems } of results) for (const problem of problems) console.log(describe(problem));
console.log(['', ...results.map(row), ''].join('\n'));
process.exitCode = results.every((result) => passed(result, sources)) ? 0 : 1;

function row(result: GateResult): string {
  const verdict = passed(result, sources) ? styleText('green', 'ok  ') : styleText('red', 'FAIL');
  const counts = `${String(result.files).padStart(5)} files ${String(result.problems.length).padStart(4)} problems`;
  return `${verdict}  ${result.gate.padEnd(8)}${counts}  ${result.files < sources ? `only ${result.files} of ${sources} files seen` : (result.note ?? '')}`.trimEnd();
}
