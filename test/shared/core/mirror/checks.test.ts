import { expect, test } from 'vitest';
import type { Dependency } from '../../../../shared/core/asset.ts';
import { checkStandby } from '../../../../shared/core/mirror/checks.ts';
import type { WorkspaceFacts } from '../../../../shared/core/mirror/facts.ts';
import { noMapping } from '../../../../shared/core/translate/mapping.ts';
import { direction, now, way } from './fixtures.ts';

const identity = (name: string) =>
  `/subscriptions/1/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const facts: WorkspaceFacts = {
  at: now,
  stores: way.stores.target,
  computes: [
    { name: 'cpu', computeType: 'AmlCompute', vmSize: 'Standard_DS3_v2', identities: [identity('of-cpu')] },
    { name: 'gpu', computeType: 'AmlCompute', vmSize: 'Standard_NC24ads_A100_v4', identities: [] },
    { name: 'k8s', computeType: 'Kubernetes', identities: [] },
  ],
  identities: [identity('west')],
  quotas: [
    { family: 'standardDSv2Family', limit: 100 },
    { family: 'standardNCADSA100v4Family', limit: 0 },
  ],
  vmSizes: [
    { name: 'STANDARD_DS3_V2', family: 'standardDSv2Family', cores: 4 },
    { name: 'Standard_NC24ads_A100_v4', family: 'StandardNCADSA100v4Family', cores: 24 },
  ],
  registries: [{ name: 'team', regions: ['eastus', 'centralus'] }],
};

const compute = (name: string): Dependency => ({ path: '/p', kind: 'compute', name });
const serverless = (instanceType?: string): Dependency =>
  instanceType === undefined ? { path: '/p', kind: 'serverless' } : { path: '/p', kind: 'serverless', instanceType };
const registry = (name: string): Dependency => ({
  path: '/p',
  kind: 'registry',
  registry: name,
  collection: 'environments',
  name: 'e',
});
const runsAs = (id: string): Dependency => ({ path: '/p', kind: 'identity', id });

const cases: [string, Dependency, string[]][] = [
  ['a compute that is there', compute('CPU'), []],
  ['a compute that is not there', compute('tpu'), ['ComputeNotInStandby']],
  ['a compute of its own kind, without a size', compute('k8s'), []],
  ['a compute whose size has no quota', compute('gpu'), ['QuotaShort']],
  ['a compute that is chosen when the job runs', compute('${{parent.inputs.compute}}'), []],
  ['serverless of no certain size', serverless(), []],
  ['serverless of a size that fits', serverless('standard_ds3_v2'), []],
  ['serverless of a size that has no quota', serverless('Standard_NC24ads_A100_v4'), ['QuotaShort']],
  ['serverless of a size that nobody knows', serverless('Standard_New_v9'), []],
  ['a registry that does not reach the region', registry('Team'), ['RegistryNotInRegion']],
  ['a registry that is not ours', registry('azureml'), []],
  ['an identity of the workspace', runsAs(identity('WEST')), []],
  ['an identity of a compute', runsAs(identity('of-cpu')), []],
  ['an identity that is nowhere', runsAs(identity('east')), ['IdentityNotInStandby']],
  ['an identity by its client id, of which nothing is known', runsAs('0a1b2c3d-0000-4000-8000-000000000009'), []],
];

test.each(cases)('%s', (_what, dependency, codes) => {
  const reasons = checkStandby([dependency], direction.target, facts, noMapping);
  expect(reasons.map(({ code }) => code)).toEqual(codes);
  for (const { path } of reasons) expect(path).toBe('/p');
});

test('what the mapping names instead is what is looked for', () => {
  const mapping = {
    ...noMapping,
    computes: { tpu: 'cpu', cpu: 'nowhere' },
    instanceTypes: { Standard_NC24ads_A100_v4: 'Standard_DS3_v2' },
    identities: { [identity('east')]: identity('west') },
  };
  const wanted = [compute('tpu'), compute('cpu'), serverless('Standard_NC24ads_A100_v4'), runsAs(identity('east'))];
  expect(checkStandby(wanted, direction.target, facts, mapping).map(({ message }) => message)).toEqual([
    expect.stringContaining('no compute nowhere'),
  ]);
});

test('nothing is concluded from facts that could not be read', () => {
  const unknown = { at: now, stores: way.stores.target };
  const wanted = cases.map(([, dependency]) => dependency);
  expect(checkStandby(wanted, direction.target, unknown, noMapping)).toEqual([]);
});
