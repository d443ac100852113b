import { describe, expect, test } from 'vitest';
import type { Side } from '../../../shared/core/ids.ts';
import { isStray, type Switch } from '../../../shared/core/stray.ts';
import { at } from '../../support/world.ts';

const switches: readonly Switch[] = [
  { at: at('10:00:00'), side: 'secondary' },
  { at: at('12:00:00'), side: 'primary' },
];
const job = (side: Side, created: string, changes: object = {}) => ({
  ...({ side, state: 'live', spec: { kind: 'wanted' }, tags: {} } as const),
  createdAt: at(created),
  ...changes,
});
const lineage = { origin: '/subscriptions/…/jobs/train', root: '/subscriptions/…/jobs/train' };

describe('a job is a stray', () => {
  test.each<[string, Side, string, boolean]>([
    ['in the standby, before the switch that made it active', 'secondary', '09:59:59', true],
    ['in the workspace that is active', 'secondary', '10:00:00', false],
    ['in the old primary, by a script that did not hear of the switch', 'primary', '10:30:00', true],
    ['in the primary before it was left', 'primary', '09:30:00', false],
    ['in the primary when it is active again', 'primary', '12:00:00', false],
    ['in the secondary when it is the standby again', 'secondary', '12:30:00', true],
  ])('when it was submitted %s', (_when, side, created, stray) => {
    expect(isStray(job(side, created), switches)).toBe(stray);
  });

  test('in the secondary for as long as nobody has ever switched', () => {
    expect(isStray(job('secondary', '09:00:00'), [])).toBe(true);
    expect(isStray(job('primary', '09:00:00'), [])).toBe(false);
  });

  test('and never one that we submitted, that has ended, or that belongs to a pipeline', () => {
    expect(isStray(job('primary', '10:30:00', { lineage }), switches)).toBe(false);
    expect(isStray(job('primary', '10:30:00', { tags: { 'failover.drill': 'vision-r3' } }), switches)).toBe(false);
    expect(isStray(job('primary', '10:30:00', { state: 'done' }), switches)).toBe(false);
    expect(isStray(job('primary', '10:30:00', { spec: { kind: 'child' } }), switches)).toBe(false);
  });

  test('only when it is known when it was made', () => {
    const { createdAt: _, ...old } = job('primary', '10:30:00');
    expect(isStray(old, switches)).toBe(false);
  });
});
