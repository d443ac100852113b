import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarios } from '../../../local/scenarios/scenarios.ts';

const page = readFileSync(new URL('../../../docs/scenarios.md', import.meta.url), 'utf8');

/** The rows of the table: name, what happens, the expected decisions. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('docs/scenarios.md tells of every scenario, and of the decisions that it expects', () => {
  const told = rows.map(([, name = '', , decided = '']) => `${name}: ${decided}`);
  const wanted = scenarios.map(({ name, expects }) => {
    const decided = expects.decided.map(({ decision, reason }) => `\`${decision} (${reason})\``).join(', ');
    return `\`${name}\`: ${decided}`;
  });
  expect(told).toEqual(wanted);
});
