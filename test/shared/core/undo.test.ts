import { describe, expect, test } from 'vitest';
import type { CopyStanding, Standing } from '../../../shared/core/settlement.ts';
import { undoStep } from '../../../shared/core/undo.ts';
import { at } from '../../support/world.ts';

const now = at('12:00:00');
const says = (origin: Standing, copy: CopyStanding): string => {
  const step = undoStep(origin, copy, now);
  if (step === undefined) return 'move it as any other';
  if (step.do !== 'write') return step.do;
  const { state } = step;
  return state.kind === 'ended' && state.outcome === 'superseded' ? state.reasons[0].code : state.kind;
};

describe('undoing a failover', () => {
  test.each<[Standing, CopyStanding, string]>([
    ['live', 'live', 'ask'],
    ['live', 'finalizing', 'ask'],
    ['live', 'ending', 'wait'],
    ['live', 'ended', 'OriginKept'],
    ['live', 'gone', 'OriginKept'],
    ['finalizing', 'live', 'ask'],
    ['completed', 'live', 'ask'],
    ['completed', 'ended', 'OriginCompleted'],
    ['ending', 'live', 'wait'],
    ['ended', 'live', 'move it as any other'],
    ['gone', 'live', 'move it as any other'],
    ['live', 'completed', 'move it as any other'],
  ])('with an origin that is %s and a copy that is %s: %s', (origin, copy, step) => {
    expect(says(origin, copy)).toBe(step);
  });
});
