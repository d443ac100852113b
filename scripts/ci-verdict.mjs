// Says how the tests went, from what the reporter of `.ci/run` counted: the last line is `N passed, N failed`. Plain
// JavaScript that an older Node reads too, so that a verdict is given even where the tests could not start.
import { readFileSync } from 'node:fs';
import process from 'node:process';

const [file, checkStatus = '1', testStatus = '1'] = process.argv.slice(2);
const summary = read(file);
const broken = [
  ...(checkStatus === '0' ? [] : [`npm run check: exit status ${checkStatus}`]),
  ...(summary === undefined ? ['npm test wrote no summary: the tests did not run to their end'] : summary.failures),
];
if (summary !== undefined && broken.length === 0) {
  if (summary.passed === 0) broken.push('no test ran');
  // The runner may know of an error that belongs to no test.
  else if (testStatus !== '0') broken.push(`npm test: exit status ${testStatus}`);
}

for (const line of broken) console.log(`failed: ${line.split('\n')[0]}`);
console.log(`${summary?.passed ?? 0} passed, ${broken.length} failed`);
process.exitCode = broken.length === 0 ? 0 : 1;

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
