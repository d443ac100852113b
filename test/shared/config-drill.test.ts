import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseConfig } from '../../shared/config.ts';

const example = readFileSync(new URL('../../failover.yaml', import.meta.url), 'utf8');
const withDrill = (section: string) =>
  parseConfig(`${example.replace(/^drill:[\s\S]*?(?=^# Deadline)/m, '')}\ndrill:\n${section}\n`, 'failover.yaml');

test('without a word about drills nobody but a person starts one, and the cap stands', () => {
  const found = withDrill('  {}');
  expect(found.kind === 'valid' ? found.config.drill : found.problems).toEqual({
    ...{ blockedWindows: [], maxCanaries: 3, maxMinutes: 10, giveUpAfter: 3_600_000 },
  });
});

test('schedule, windows and canary are taken as they are written', () => {
  const found = withDrill(
    [
      "  schedule: '0 0 5 * * 1'",
      "  blockedWindows: [{ from: '22:00', to: '06:00', days: [fri] }]",
      '  canary: { command: python -V, environment: azureml:tiny:1, computes: [serverless], instanceType: Standard_DS3_v2 }',
    ].join('\n'),
  );
  expect(found.kind === 'valid' ? found.config.drill : found.problems).toMatchObject({
    schedule: '0 0 5 * * 1',
    blockedWindows: [{ from: '22:00', to: '06:00', days: ['fri'] }],
    canary: { command: 'python -V', environment: 'azureml:tiny:1', computes: ['serverless'] },
  });
});

test.each([
  ["schedule: '5 * * * *'", 'drill.schedule', /six fields/],
  ["blockedWindows: [{ from: '8:00', to: '18:00' }]", 'drill.blockedWindows[0].from', /time of the day/],
  ["blockedWindows: [{ from: '08:00', to: '08:00' }]", 'drill.blockedWindows[0]', /does not begin where it ends/],
  ["blockedWindows: [{ from: '08:00', to: '09:00', days: [monday] }]", 'drill.blockedWindows[0].days[0]', /mon/],
  ['canary: { command: x }', 'drill.canary.environment', /environment/],
  ['canary: { command: x, environment: tiny }', 'drill.canary.environment', /azureml/],
  ['maxCanaries: 0', 'drill.maxCanaries', /1 to 20/],
  ['maxMinutes: 1000', 'drill.maxMinutes', /1 to 240/],
])('%s is refused, with the place and what is allowed', (line, path, allowed) => {
  const found = withDrill(`  ${line}`);
  const problems = found.kind === 'invalid' ? found.problems : [];
  expect(problems.map((each) => each.path)).toEqual([path]);
  expect(problems[0]?.allowed).toMatch(allowed);
});
