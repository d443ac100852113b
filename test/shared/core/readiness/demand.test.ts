import { describe, expect, test } from 'vitest';
import { demandOf, needsOf, totalCores } from '../../../../shared/core/readiness/demand.ts';
import type { JsonObject } from '../../../../shared/core/json.ts';
import type { WorkspaceFacts } from '../../../../shared/core/mirror/facts.ts';
import { dependenciesOf } from '../../../../shared/core/translate/dependencies.ts';
import { noMapping } from '../../../../shared/core/translate/mapping.ts';
import { vision } from '../pair-fixtures.ts';
import { now } from './fixtures.ts';

const source = vision.workspaces.primary;
const target: WorkspaceFacts = {
  at: now,
  stores: { byName: new Map() },
  computes: [
    { name: 'cpu-west', computeType: 'AmlCompute', vmSize: 'STANDARD_DS3_V2', identities: [] },
    { name: 'gpu', computeType: 'AmlCompute', vmSize: 'Standard_NC6s_v3', identities: [] },
  ],
  vmSizes: [
    { name: 'Standard_DS3_v2', family: 'standardDSv2Family', cores: 4 },
    { name: 'Standard_NC6s_v3', family: 'standardNCSv3Family', cores: 6 },
  ],
};
const mapping = { ...noMapping, computes: { cpu: 'cpu-west' }, instanceTypes: { Standard_X: 'Standard_NC6s_v3' } };

function demand(spec: JsonObject) {
  const { computes, cores } = demandOf('job', needsOf(spec, dependenciesOf(spec, source)), mapping, target);
  return { computes, cores: Object.fromEntries(cores) };
}
const compute = (name: string) => `${source.id}/computes/${name}`;

describe('what a job needs of the standby', () => {
  test('is one machine of its compute there', () => {
    expect(demand({ jobType: 'Command', computeId: compute('cpu') })).toEqual({
      computes: ['cpu-west'],
      cores: { standardDSv2Family: 4 },
    });
  });

  test('is as many machines as it has instances, and trials at a time', () => {
    const sweep = {
      ...{ jobType: 'Sweep', computeId: compute('gpu') },
      trial: { command: 'x', resources: { instanceCount: 2 } },
      limits: { maxConcurrentTrials: 3 },
    };
    expect(demand(sweep)).toEqual({ computes: ['gpu'], cores: { standardNCSv3Family: 36 } });
  });

  test('is what serverless compute would take, in the size that is mapped', () => {
    const serverless = {
      jobType: 'Command',
      command: 'x',
      resources: { instanceCount: 2, instanceType: 'Standard_X' },
    };
    expect(demand(serverless)).toEqual({ computes: ['serverless'], cores: { standardNCSv3Family: 12 } });
  });

  test('is the largest step of each family of a pipeline, whose numbers may be texts', () => {
    const node = (name: string, count: string) => ({
      type: 'command',
      computeId: compute(name),
      resources: { instance_count: count },
    });
    const pipeline = { jobType: 'Pipeline', jobs: { a: node('cpu', '1'), b: node('cpu', '3'), c: node('gpu', '2') } };
    expect(demand(pipeline)).toEqual({
      computes: ['cpu-west', 'gpu'],
      cores: { standardDSv2Family: 12, standardNCSv3Family: 12 },
    });
  });

  test('is not known for a size that nobody knows', () => {
    expect(demand({ jobType: 'Command', computeId: compute('elsewhere') })).toEqual({
      computes: ['elsewhere'],
      cores: {},
    });
  });
});

test('of several jobs is the sum', () => {
  const one = { job: 'a', computes: [], cores: new Map([['f', 4]]) };
  expect(
    Object.fromEntries(
      totalCores([
        one,
        {
          ...one,
          cores: new Map([
            ['f', 6],
            ['g', 1],
          ]),
        },
      ]),
    ),
  ).toEqual({ f: 10, g: 1 });
});
