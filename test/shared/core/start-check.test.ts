import { describe, expect, test } from 'vitest';
import type { ProbeView } from '../../../shared/core/probe-view.ts';
import type { Check } from '../../../shared/core/run-command.ts';
import { modeFor, reasonsAgainst, sourceOf } from '../../../shared/core/start-check.ts';
import type { SideHealth, StartView, StartWish } from '../../../shared/core/start-check.ts';
import { vision } from './pair-fixtures.ts';
import { at } from './run-fixtures.ts';

const answers: ProbeView = { kind: 'answers' };
const well: SideHealth = { now: 'alive', view: answers };
const dead: SideHealth = { now: 'unreachable', view: answers };
const view: StartView = {
  ...{ pair: vision, active: 'primary', health: { primary: well, secondary: well }, now: at('09:00') },
  home: { name: 'vision-east', view: answers, evidence: [] },
};

const codes = (wish: Partial<StartWish> & { mode: 'forced' | 'planned' }, seen: Partial<StartView> = {}): string[] =>
  reasonsAgainst({ kind: 'failover', ...wish }, { ...view, ...seen }).map(({ code }) => code);

test('a run leads away from the active workspace, and an evacuation away from the other one', () => {
  expect([sourceOf('failover', 'primary'), sourceOf('failback', 'secondary')]).toEqual(['primary', 'secondary']);
  expect([sourceOf('evacuate', 'primary'), sourceOf('evacuate', 'secondary')]).toEqual(['secondary', 'primary']);
});

test.each<[StartWish, SideHealth, 'forced' | 'planned']>([
  [{ kind: 'failover' }, well, 'forced'],
  [{ kind: 'failover', inFlight: 'finish' }, well, 'planned'],
  [{ kind: 'failover', mode: 'planned' }, dead, 'planned'],
  [{ kind: 'failback' }, dead, 'planned'],
  [{ kind: 'evacuate' }, well, 'planned'],
  [{ kind: 'evacuate' }, { now: 'throttled', view: answers }, 'planned'],
  [{ kind: 'evacuate' }, dead, 'forced'],
])('nobody says the mode of %j: with a source %j it is %s', (wish, source, mode) => {
  expect(modeFor(wish, source)).toBe(mode);
});

describe('what stands in the way of a start', () => {
  test('is nothing between two workspaces that answer', () => {
    expect([...codes({ mode: 'forced' }), ...codes({ mode: 'planned' })]).toEqual([]);
  });

  const unsettled: SideHealth = { now: 'alive', view: { kind: 'unsettled', why: '1 of 3 probes' } };
  test.each<[string, SideHealth]>([
    ['does not answer', dead],
    ['cannot be asked for want of a token', { now: 'no-token', view: answers }],
    ['refuses us', { now: 'refused', view: answers }],
    ['has not settled', unsettled],
  ])('is a target that %s, of whatever mode, and a source only of a planned move', (_what, sick) => {
    expect(codes({ mode: 'forced' }, { health: { primary: well, secondary: sick } })).toEqual(['StandbyUnreachable']);
    expect(codes({ mode: 'planned' }, { health: { primary: sick, secondary: well } })).toEqual(['SourceUnreachable']);
    expect(codes({ mode: 'forced' }, { health: { primary: sick, secondary: well } })).toEqual([]);
  });

  test('is nothing that only throttles us, or that nobody has probed yet', () => {
    const busy: SideHealth = { now: 'throttled', view: { kind: 'unknown', why: 'missing' } };
    expect(codes({ mode: 'planned' }, { health: { primary: busy, secondary: busy } })).toEqual([]);
  });

  test('is told all at once, and each person may take upon themselves what is theirs to take', () => {
    const pair = { ...vision, policy: { ...vision.policy, allowedRegions: ['nowhere'] } };
    const seen = { pair, unready: ['no rights'], health: { primary: dead, secondary: dead } };
    const forced = (...force: Check[]): string[] => codes({ mode: 'planned', force }, seen);
    expect(forced()).toEqual(['SourceUnreachable', 'StandbyUnreachable', 'StandbyUnready', 'Residency']);
    expect(forced('standbyUnready')).toEqual(['SourceUnreachable', 'Residency']);
    expect(forced('standbyUnready', 'residency', 'coolDown')).toEqual(['SourceUnreachable']);
  });
});
