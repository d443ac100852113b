import { describe, expect, test } from 'vitest';
import { authorityOf, needsPerson } from '../../../shared/core/job-class.ts';
import type { JobClass, Mode, Policy } from '../../../shared/core/policy.ts';

const order = {
  automatic: { by: 'automation', reason: { code: 'ProviderAndProbeAgree', message: '' } },
  approved: { by: 'ada', reason: { code: 'Approved', message: '' } },
  manual: { by: 'ada', reason: { code: 'Manual', message: '' } },
} as const;

test('who is behind a run is told by its reason and by who started it', () => {
  expect(authorityOf(order.automatic)).toBe('automatic');
  expect(authorityOf(order.approved)).toBe('approval');
  expect(authorityOf(order.manual)).toBe('manual');
  expect(authorityOf({ ...order.manual, by: 'automation' })).toBe('manual');
});

const classOf = (mode: Mode): JobClass => ({ name: mode, mode, experiments: [`${mode}-*`], tags: {} });
const classes = [classOf('automatic'), classOf('approval'), classOf('manual')];

/** Which jobs a run moves, by the class of the job; the pair's own mode says whether there is a run at all. */
const table: readonly [Mode, string, keyof typeof order, boolean][] = [
  ['automatic', 'automatic-1', 'automatic', true],
  ['automatic', 'approval-1', 'automatic', false],
  ['automatic', 'manual-1', 'automatic', false],
  ['automatic', 'no class', 'automatic', true],
  ['automatic', 'automatic-1', 'approved', true],
  ['automatic', 'approval-1', 'approved', true],
  ['automatic', 'manual-1', 'approved', false],
  ['automatic', 'approval-1', 'manual', true],
  ['automatic', 'manual-1', 'manual', true],
  ['approval', 'no class', 'approved', true],
  ['approval', 'manual-1', 'approved', false],
  ['manual', 'no class', 'manual', true],
  ['manual', 'manual-1', 'manual', true],
  ['manual', 'automatic-1', 'manual', true],
];

describe('a class of jobs', () => {
  test.each(table)('pair %s, experiment %s, run %s: moved %s', (mode, experiment, run, moved) => {
    const policy: Pick<Policy, 'mode' | 'classes'> = { mode, classes };
    expect(needsPerson({ experiment, tags: {} }, order[run], policy) === undefined).toBe(moved);
  });

  test('says which class it is, what it wants, and why this run is none', () => {
    const policy = { mode: 'automatic', classes } as const;
    expect(needsPerson({ experiment: 'manual-1', tags: {} }, order.approved, policy)).toEqual({
      code: 'ClassNeedsPerson',
      message:
        'jobs of the class manual are moved only by a run that a person starts; of this one the reason is Approved',
    });
  });
});
