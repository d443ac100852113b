import { expect, test } from 'vitest';
import { formatProblem, parseConfig } from '../../shared/config.ts';
import { defaultPolicy } from '../../shared/core/policy.ts';

function workspace(name: string, region: string, shown: string): string {
  return `{workspaceId: /subscriptions/s1/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/${name}, region: ${region}, regionDisplayName: ${shown}}`;
}
const smallest = `pairs:
  - name: vision
    primary: ${workspace('ws-east', 'eastus', 'East US')}
    secondary: ${workspace('ws-west', 'westus2', 'West US 2')}
`;

function policyOf(yamlText: string) {
  const result = parseConfig(yamlText, 'failover.yaml');
  if (result.kind === 'invalid') throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.config.pairs[0]?.policy;
}
function problems(yamlText: string): readonly string[] {
  const result = parseConfig(yamlText, 'failover.yaml');
  return result.kind === 'invalid' ? result.problems.map(formatProblem) : [];
}

test('the policy that nobody wrote is the default one of the core', () => {
  expect(policyOf(smallest)).toEqual(defaultPolicy);
});

test('a pair keeps the policy of all where it says nothing else', () => {
  const policy = policyOf(
    `${smallest}    policy: {mode: approval, confirmFor: 10m, caps: {jobs: 50}}\npolicy: {mode: manual, failedProbes: 5}\n`,
  );
  expect(policy).toEqual({
    ...defaultPolicy,
    mode: 'approval',
    confirmFor: 600_000,
    failedProbes: 5,
    caps: { jobs: 50 },
  });
});

test('a class of jobs that names neither experiments nor tags is a mistake', () => {
  expect(problems(`${smallest}policy: {classes: [{name: all, mode: manual}]}\n`)).toEqual([
    expect.stringContaining('policy.classes[0]: '),
  ]);
});

test.each([
  ['mode: auto', 'automatic, approval or manual'],
  ['failedProbes: 0', 'a whole number from 1 to 10'],
  ['confirmFor: 2d', 'a length of time from 0s to 1d'],
  ['allowedRegions: [East US]', "Azure's name of a region in lower case"],
  ['waive: [everything]', 'drill or readiness'],
  ['caps: {jobs: 0}', 'a whole number from 1 to 1000000'],
  ['caps: {cost: 500}', 'coreHour beside cost'],
  ['caps: {cost: 500, coreHour: {default: cheap}}', 'family or default: what a core costs an hour'],
  ['caps: {hoursPerJob: 0}', 'hours, above 0'],
  ['grey: {burstShare: 80}', 'a share from 0.01 to 1'],
])('%s is refused, and the line says what is allowed', (setting, allowed) => {
  const [line, ...others] = problems(`${smallest}policy: {${setting}}\n`);
  expect(others).toEqual([]);
  expect(line).toContain(`allowed: ${allowed}`);
});
