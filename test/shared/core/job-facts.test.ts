import { describe, expect, test } from 'vitest';
import type { SpecHash } from '../../../shared/core/ids.ts';
import { factsOf, notResubmittable } from '../../../shared/core/job-facts.ts';
import { instant } from '../../../shared/core/time.ts';

const asked = instant(Date.parse('2026-03-01T12:00:00Z'));
const stored = { hash: 'aa' as SpecHash, bytes: 10 };

describe('an answer about a job', () => {
  test('says its kind, status, experiment, owner, tags and where its definition is', () => {
    const properties = {
      jobType: 'Command',
      status: 'Running',
      experimentName: 'churn',
      tags: { team: 'vision', cost: 7, none: null },
      properties: { _azureml: 'x' },
    };
    expect(factsOf({ properties, createdBy: 'Ada Lovelace' }, stored, asked)).toEqual({
      at: asked,
      spec: { kind: 'recorded', hash: 'aa', bytes: 10, at: asked },
      jobType: 'Command',
      status: 'Running',
      experiment: 'churn',
      owner: 'Ada Lovelace',
      tags: { team: 'vision', cost: '7' },
    });
  });

  test('without properties makes it a child', () => {
    expect(factsOf({ properties: null, createdBy: 'Ada' }, undefined, asked)).toEqual({
      at: asked,
      spec: { kind: 'child' },
    });
  });

  test('that was not stored leaves the definition wanted, and tells nothing that the service left out', () => {
    expect(factsOf({ properties: { tags: null, jobType: 3 } }, undefined, asked)).toEqual({
      at: asked,
      spec: { kind: 'wanted' },
    });
  });

  test('with our marker says from which job it came', () => {
    const properties = { jobType: 'Base', properties: { 'failover.origin': '/origin', 'failover.root': '/root' } };
    expect(factsOf({ properties }, stored, asked)).toMatchObject({
      jobType: 'Base',
      lineage: { origin: '/origin', root: '/root' },
    });
  });

  test('with half a marker is no resubmission of ours', () => {
    expect(factsOf({ properties: { properties: { 'failover.origin': '/origin' } } }, stored, asked)).not.toHaveProperty(
      'lineage',
    );
  });
});

describe('resubmission', () => {
  test.each(['Command', 'Pipeline', 'Sweep', 'AutoML', 'Spark'])('is possible for the kind %s', (kind) => {
    expect(notResubmittable(kind)).toBeUndefined();
  });

  test.each([
    ['Base', 'run its script again'],
    ['FineTuning', 'start the fine-tuning again by hand'],
    ['Distillation', 'start the distillation again by hand'],
    ['Labeling', 'create a new labeling project'],
    ['command', 'again by hand'],
    ['toString', 'again by hand'],
  ])('is not possible for the kind %s, and the reason says what to do', (kind, advice) => {
    const reason = notResubmittable(kind);
    expect(reason?.code).toBe(`NotResubmittable(${kind})`);
    expect(reason?.message).toContain(advice);
  });

  test('is not possible for a job of which nobody told the kind', () => {
    expect(notResubmittable(undefined)?.code).toBe('NotResubmittable(unknown)');
  });
});
