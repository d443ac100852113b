import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../shared/core/json.ts';
import { judgeJob, type Direction, type Judgement } from '../../../../shared/core/mirror/judge.ts';
import { instant, type Instant } from '../../../../shared/core/time.ts';
import { noMapping } from '../../../../shared/core/translate/mapping.ts';
import { direction } from './fixtures.ts';

const at = (time: string): Instant => instant(Date.parse(`2026-03-14T${time}Z`));
const compute = (name: string) => ({ name, computeType: 'AmlCompute', identities: [] });

/** What is known of both workspaces, as it was read at 9 o'clock: the source has `cpu`, and the target `cpu` and `gpu-west`. */
const known: Direction = {
  ...direction,
  facts: {
    source: { at: at('09:00:00'), stores: { byName: new Map() }, computes: [compute('cpu')] },
    target: { at: at('09:00:00'), stores: { byName: new Map() }, computes: [compute('cpu'), compute('gpu-west')] },
  },
};
const mapped: Direction = { ...known, mapping: { ...noMapping, computes: { 'gpu-new': 'gpu-west' } } };

function command(more: JsonObject = {}): JsonObject {
  const environmentId = 'azureml://registries/azureml/environments/sklearn/versions/1';
  return { jobType: 'Command', command: 'python train.py', environmentId, ...more };
}

const on = (name: string): JsonObject => command({ computeId: `${direction.source.id}/computes/${name}` });

function judged(spec: JsonObject, recordedAt: Instant, way: Direction): Judgement {
  return judgeJob({ spec, recordedAt }, [], new Map(), way);
}

/** The compute it would be submitted to, `serverless`, or why it would not be submitted. */
function fate(spec: JsonObject, recordedAt: string, way = known): unknown {
  const judgement = judged(spec, at(recordedAt), way);
  if (judgement.kind === 'blocked') return judgement.reasons.map(({ code, path }) => `${code} ${path}`);
  return judgement.spec['computeId'] ?? 'serverless';
}

describe('a compute that the source did not have when it was last looked at', () => {
  test('may be younger than that look: its job goes to the compute that the mapping names', () => {
    expect(fate(on('gpu-new'), '09:00:01', mapped)).toBe(`${direction.target.id}/computes/gpu-west`);
  });

  test('blocks a job that was recorded after the look, where the target has none of that name', () => {
    expect(fate(on('gpu-new'), '09:00:01')).toEqual(['ComputeNotInStandby /computeId']);
  });

  test('is no more than a name that the service made up, where the job was recorded before the look', () => {
    expect(fate(on('gpu-new'), '08:59:59')).toBe('serverless');
    expect(fate(on('gpu-new'), '08:59:59', mapped)).toBe('serverless');
  });

  test('is taken for a compute where both happened at one instant: nobody can tell which came first', () => {
    expect(fate(on('gpu-new'), '09:00:00')).toEqual(['ComputeNotInStandby /computeId']);
  });
});

test.each(['08:59:59', '09:00:01'])('a job that was recorded at %s and names no compute stays serverless', (time) => {
  const { id } = direction.source;
  expect(fate(command(), time)).toBe('serverless');
  expect(fate(command({ computeId: `${id}/computes/` }), time)).toBe(`${direction.target.id}/computes/`);
  expect(fate(on('serverless'), time)).toBe(`${direction.target.id}/computes/serverless`);
});

test.each(['08:59:59', '09:00:01'])('a job that was recorded at %s stays on a compute that the source has', (time) => {
  expect(fate(on('CPU'), time)).toBe(`${direction.target.id}/computes/CPU`);
});

test('nothing is concluded from computes that could not be read', () => {
  const { computes: _, ...source } = known.facts.source ?? { at: at('09:00:00'), stores: { byName: new Map() } };
  const way = { ...mapped, facts: { ...known.facts, source } };
  expect(fate(on('gpu-new'), '08:59:59', way)).toBe(`${direction.target.id}/computes/gpu-west`);
});
