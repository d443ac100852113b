import { describe, expect, test } from 'vitest';
import { reasonsAgainstFailback, type FailbackWish, type HomeView } from '../../../shared/core/failback.ts';
import type { RunId, Side } from '../../../shared/core/ids.ts';
import { at } from '../../support/world.ts';

const minute = 60_000;
const now = at('12:00:00');
const well: HomeView = { name: 'vision-east', view: { kind: 'answers' }, evidence: [], switchedAt: at('11:00:00') };
const quarantine = { side: 'primary' as Side, since: at('11:00:00'), open: 2, runs: ['vision-r1' as RunId] };

const against = (home: Partial<HomeView>, wish: FailbackWish = {}): string[] =>
  reasonsAgainstFailback(wish, { ...well, ...home }, { minimumDelay: 30 * minute }, now).map(({ code }) => code);

describe('nothing stands in the way of a failback', () => {
  test('when the primary answers, nothing counts against it, and all that ran there is settled', () => {
    expect(against({})).toEqual([]);
    expect(against({ switchedAt: at('11:30:00') })).toEqual([]);
  });
});

describe('a failback has to wait', () => {
  test.each<[string, Partial<HomeView>, string]>([
    ['while the primary fails', { view: { kind: 'fails', inARow: 3, since: at('11:58:00') } }, 'NotBackYet'],
    ['while nobody has asked it', { view: { kind: 'unknown', why: 'missing' } }, 'NotBackYet'],
    ['while something counts against it', { evidence: ['an incident of Service Health'] }, 'StandbyUnhealthy'],
    ['while it is quarantined', { quarantine }, 'Quarantined'],
    ['right after the last switch', { switchedAt: at('11:30:01') }, 'MinimumDelay'],
  ])('%s', (_when, home, code) => {
    expect(against(home)).toEqual([code]);
  });

  test('and is told of everything at once', () => {
    const all = { view: { kind: 'unknown', why: 'missing' }, evidence: ['x'], quarantine, switchedAt: now } as const;
    expect(against(all)).toEqual(['NotBackYet', 'StandbyUnhealthy', 'Quarantined', 'MinimumDelay']);
  });
});

describe('a person may take upon themselves', () => {
  test('what speaks against the primary, and the delay', () => {
    const home = { view: { kind: 'unknown', why: 'missing' }, evidence: ['x'], switchedAt: now } as const;
    expect(against(home, { force: ['standbyUnready', 'coolDown'] })).toEqual([]);
  });

  test('no quarantine: what still runs there would run twice', () => {
    expect(against({ quarantine }, { force: ['standbyUnready', 'coolDown', 'residency'] })).toEqual(['Quarantined']);
  });
});

test('a failover that was none is undone at once, and while the primary is quarantined', () => {
  expect(against({ quarantine, switchedAt: now }, { keep: 'origins' })).toEqual([]);
  expect(against({ evidence: ['x'] }, { keep: 'origins' })).toEqual(['StandbyUnhealthy']);
});
