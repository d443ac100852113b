import { describe, expect, test } from 'vitest';
import type { SpecHash } from '../../../shared/core/ids.ts';
import { factsOf, isRetagged, notResubmittable, statusAtOf } from '../../../shared/core/job-facts.ts';
import type { LedgerJob } from '../../../shared/core/job.ts';
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
      spec: { kind: 'recorded', hash: 'aa', bytes: 10, at: asked, tagsHash: expect.any(String) as string },
      jobType: 'Command',
      status: 'Running',
      statusAt: asked,
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

describe('the end of a job is', () => {
  const created = instant(Date.parse('2026-02-01T08:00:00.700Z'));
  const ended = (end: string | undefined, status = 'Failed') => ({
    properties: { status, properties: end === undefined ? {} : { EndTimeUtc: end } },
    createdAt: created,
  });
  const timeOf = (job: ReturnType<typeof ended>, known?: object) =>
    new Date(statusAtOf(job, asked, known as LedgerJob | undefined)).toISOString().replace('.000Z', 'Z');
  const unheard = { statusAt: 0, cancelRequested: false, firstSeenAt: asked };

  test.each([
    ['when the service says', ended('2026-02-01 09:30:05'), undefined, '2026-02-01T09:30:05Z'],
    ['when it says, in ISO 8601 as well', ended('2026-02-01T09:30:05Z'), undefined, '2026-02-01T09:30:05Z'],
    ['when it says, although that is to the second', ended('2026-02-01 08:00:00'), undefined, '2026-02-01T08:00:00Z'],
    ['not later than the question', ended('2026-04-01 00:00:00'), undefined, '2026-03-01T12:00:00Z'],
    ['not before the job was created', ended('1601-01-01 00:00:00'), undefined, '2026-03-01T12:00:00Z'],
    ['the question, when nothing else is known', ended(undefined), undefined, '2026-03-01T12:00:00Z'],
    [
      'long ago, when its first word came long after its creation',
      ended(undefined),
      unheard,
      '2026-02-01T08:00:00.700Z',
    ],
    ['the question, when it was known to live', ended(undefined), { ...unheard, statusAt: 1 }, '2026-03-01T12:00:00Z'],
    ['no end, when it runs', ended('2026-02-01 09:30:05', 'Running'), unheard, '2026-03-01T12:00:00Z'],
  ])('%s', (_when, job, known, expected) => {
    expect(timeOf(job, known)).toBe(expected);
  });
});

describe('a job is tagged anew', () => {
  const properties = { jobType: 'Command', tags: { team: 'vision' } };
  const facts = factsOf({ properties }, stored, asked);
  const row = { spec: facts.spec } as LedgerJob;

  test.each([
    ['by another tag', { team: 'vision', failover: 'skip' }, true],
    ['by another value', { team: 'nlp' }, true],
    ['by taking tags away', null, true],
    ['not by what the service adds', { team: 'vision', _aml_system_ComputeTargetStatus: '{}' }, false],
    ['not by the order of its tags', { team: 'vision' }, false],
  ])('%s', (_how, tags, expected) => {
    expect(isRetagged(row, { properties: { ...properties, tags } })).toBe(expected);
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
