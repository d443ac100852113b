import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { GateResult } from '../../scripts/gates/gate.ts';
import { passed } from '../../scripts/gates/gate.ts';
import { checkImports } from '../../scripts/gates/imports.ts';
import { listSources } from '../../scripts/gates/sources.ts';
import { checkText } from '../../scripts/gates/text.ts';
import { checkFormat, checkLint, checkTypes } from '../../scripts/gates/tools.ts';
import { ZONES } from '../../scripts/gates/zones.ts';
import { ROOT, VIOLATIONS, scratchProjects } from './scratch-project.ts';

type Gate = {
  readonly check: (root: string) => GateResult | Promise<GateResult>;
  /** The rule of a problem, as the fixture's folder spells it. */
  readonly short: (rule: string) => string;
};

const GATES: Readonly<Record<string, Gate>> = {
  format: { check: checkFormat, short: (rule) => rule },
  // `typescript(no-explicit-any)` is filed as `no-explicit-any`.
  lint: { check: checkLint, short: (rule) => /\((.+)\)$/.exec(rule)?.[1] ?? rule },
  types: { check: checkTypes, short: (rule) => rule },
  imports: { check: checkImports, short: (rule) => rule.replace('imports/', '') },
  text: { check: checkText, short: (rule) => rule.replace('text/', '') },
};

const scratch = scratchProjects();
afterAll(scratch.removeAll);

describe.each(Object.entries(GATES))('the gate "%s"', (gate, { check, short }) => {
  test.each(fixturesOf(gate))('refuses %s, and finds nothing else wrong with it', async (fixture) => {
    const result = await check(scratch.fromFixture(`${gate}/${fixture}`));
    // A folder is named after the rule it breaks, with a word after the dot where there are several of one rule.
    expect(new Set(result.problems.map((problem) => short(problem.rule)))).toEqual(new Set([fixture.split('.')[0]]));
  });

  test('fails when it sees no file', async () => {
    expect(passed(await check(scratch.empty()), 0)).toBe(false);
  });

  test('sees every TypeScript file of this project', async () => {
    const sources = listSources(ROOT).length;
    expect(sources).toBeGreaterThan(50);
    const result = await check(ROOT);
    expect(result.files).toBeGreaterThanOrEqual(sources);
    expect(passed({ ...result, problems: [], files: sources - 1 }, sources)).toBe(false);
  });

  test('passes a project with nothing wrong in it, and counts its files', async () => {
    const result = await check(
      scratch.with({
        'functions/orchestrations/failover.ts': "export type { Decision } from '../../shared/core/decide.ts';\n",
        'shared/core/decide.ts': "export type Decision = 'hold' | 'ask';\n",
        'shared/core/time.ts': 'export const text = (at: number): string => new Date(at).toISOString();\n',
      }),
    );
    expect(result.problems).toEqual([]);
    expect(result.files).toBeGreaterThanOrEqual(3);
  });
});

test('every rule that the linter is told of by name is proven by a fixture', () => {
  const proven = new Set(fixturesOf('lint').map((fixture) => fixture.split('.')[0]));
  const unproven = namedLintRules().filter((rule) => !proven.has(rule.split('/').at(-1)));
  expect(unproven).toEqual([]);
});

test('every zone of the import table is proven by a fixture, but for the one that may do anything', () => {
  const proven = new Set(fixturesOf('imports').map((fixture) => fixture.split('.')[0]));
  expect(ZONES.map((zone) => zone.name).filter((name) => !proven.has(name))).toEqual(['test']);
});

test('core and orchestrations are refused every name on the list of what makes them impure', async () => {
  const names = ['process', 'console', 'globalThis', 'crypto', 'performance', 'fetch', 'setTimeout', 'setInterval'];
  const source = names.map((name) => `export const use${name} = (): unknown => ${name};\n`).join('');
  const result = await checkLint(
    scratch.with({ 'shared/core/impure.ts': source, 'functions/orchestrations/impure.ts': source }),
  );
  const refused = result.problems.filter((problem) => problem.rule === 'eslint(no-restricted-globals)');
  expect(refused).toHaveLength(2 * names.length);
});

test('a long file passes once a decision record names it', () => {
  const long = `export const list = [\n${'  1,\n'.repeat(300)}];\n`;
  const record = 'We keep `shared/core/long.ts` in one piece.\n';
  const root = scratch.with({ 'shared/core/long.ts': long, 'docs/decisions/0009-long.md': record });
  expect(checkText(root).problems).toEqual([]);
});

function fixturesOf(gate: string): string[] {
  return readdirSync(join(VIOLATIONS, gate));
}

function namedLintRules(): string[] {
  const config = readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8');
  return [...config.matchAll(/"([a-z/-]+)": (?:"error"|\[\s*"error")/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !['correctness', 'suspicious', 'reportUnusedDisableDirectives'].includes(name));
}
