import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../shared/core/policy.ts';
import { probeView } from '../../../shared/core/probe-view.ts';
import { latestOf, type ProbeSignal, type ProbeState, type Signal } from '../../../shared/core/signal.ts';
import { plus, type Instant } from '../../../shared/core/time.ts';
import { at } from './judgement-fixtures.ts';

const letters: Readonly<Record<string, ProbeState>> = {
  a: 'alive',
  u: 'unreachable',
  t: 'throttled',
  r: 'refused',
  n: 'no-token',
};
const noon = at('12:00');

/** One letter a minute, the last one at noon; a dot is a minute in which nobody asked. */
function kept(text: string): ProbeSignal {
  const signals = text.split('').flatMap((letter, index): Signal[] => {
    const state = letters[letter];
    const when: Instant = plus(noon, (index - text.length + 1) * 60_000);
    const common = { group: 'our-view', source: 'probe', side: 'primary', subject: 'control-plane' } as const;
    return state === undefined ? [] : [{ ...common, state, detail: '', since: when, receivedAt: when }];
  });
  return signals.reduce((before, next) => latestOf(before, next, defaultPolicy.ages.probe)) as ProbeSignal;
}

test.each([
  ['a', 'answers', 'one answer of a workspace that nobody knew to be down'],
  ['u', 'unsettled', 'one failure is an accident'],
  ['auu', 'unsettled', 'two are not three'],
  ['auuu', 'fails', 'three in a row'],
  ['uauauauauau', 'unsettled', 'every other one, for ever: never three in a row'],
  ['auuuuuua', 'unsettled', 'one good one is no recovery'],
  ['auuuuuuaa', 'unsettled', 'nor are two'],
  ['auuuuuuaaa', 'answers', 'three are'],
  ['auuuau', 'unsettled', 'down, and the row up to now is one long: it has to be seen to fail again'],
  ['auuutuu', 'unsettled', 'a throttled answer is an answer: somebody is there'],
  ['auuut', 'unknown', 'and by itself says nothing of the workspace'],
  ['auuur', 'unknown', 'so does a refusal'],
  ['auuun', 'unknown', 'so does a token that cannot be had'],
  ['uuu......u', 'unsettled', 'after a gap of seven minutes the row begins anew'],
  ['uu...u', 'fails', 'a gap that is no longer than evidence may be old breaks nothing'],
  ['u......', 'unknown', 'too long ago'],
])('%s: %s, for %s', (text, expected) => {
  expect(probeView(kept(text), defaultPolicy, noon).kind).toBe(expected);
});

test('a row that fails says since when and how often', () => {
  expect(probeView(kept('auuuu'), defaultPolicy, noon)).toEqual({ kind: 'fails', inARow: 4, since: at('11:57') });
});

test('what failed before we could see again is no part of the row', () => {
  expect(probeView(kept('auuuuu'), defaultPolicy, noon, at('11:58')).kind).toBe('unsettled');
  expect(probeView(kept('auuuuu'), defaultPolicy, noon, at('11:57')).kind).toBe('fails');
});

test('a workspace that was never asked is unknown', () => {
  expect(probeView(undefined, defaultPolicy, noon)).toEqual({ kind: 'unknown', why: 'missing' });
});
