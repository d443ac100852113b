import { expect, test } from 'vitest';
import { latestOf as latestWithin, type Signal } from '../../../shared/core/signal.ts';
import { instant, type Instant } from '../../../shared/core/time.ts';

/** As long as a word counts here, unless a test is about that. */
const hour = 3_600_000;
const latestOf = (kept: Signal, signal: Signal, age = hour): Signal => latestWithin(kept, signal, age);

const at = (time: string): Instant => instant(Date.parse(`2026-03-14T${time}:00Z`));

function incident(state: 'active' | 'resolved', submitted: string, received: string, counts = true): Signal {
  const said = {
    group: 'provider',
    source: 'service-health',
    side: 'primary',
    subject: 'VMJ4-RT8',
    title: 'Azure Machine Learning - East US',
    state,
    submittedAt: at(submitted),
    since: at(received),
    receivedAt: at(received),
  } as const;
  return counts ? { ...said, counts } : { ...said, counts, why: 'planned maintenance' };
}

function probe(state: 'alive' | 'unreachable', received: string): Signal {
  return {
    group: 'our-view',
    source: 'probe',
    side: 'primary',
    subject: 'control-plane',
    state,
    detail: state,
    since: at(received),
    receivedAt: at(received),
  };
}

test('a repeated state keeps its beginning and takes all else from the latest word', () => {
  expect(latestOf(incident('active', '09:00', '09:01'), incident('active', '09:50', '09:51'))).toEqual({
    ...incident('active', '09:50', '09:51'),
    since: at('09:01'),
  });
});

test('a state that is told again when the last word of it no longer counts begins anew', () => {
  const [first, again] = [incident('active', '09:00', '09:01'), incident('active', '10:00', '10:02')];
  expect(latestOf(first, again)).toEqual(again);
  expect(latestOf(first, incident('active', '10:00', '10:01'))).toMatchObject({ since: at('09:01') });
});

test('an incident that is told of every hour is one for as long as each word counts until the next', () => {
  const hourly = ['09:00', '10:00', '11:00', '12:00'].map((time) => incident('active', time, time));
  expect(hourly.reduce((kept, next) => latestOf(kept, next, hour))).toMatchObject({ since: at('09:00') });
  expect(hourly.reduce((kept, next) => latestOf(kept, next, hour / 2))).toMatchObject({ since: at('12:00') });
});

test('a probe that had failed before a time in which nobody asked did not begin the row that fails now', () => {
  const before = probe('unreachable', '02:00');
  expect(latestOf(before, probe('unreachable', '09:00'), 300_000)).toMatchObject({
    since: at('09:00'),
    earlier: [{ state: 'unreachable', at: at('02:00') }],
  });
});

test('a state that changed begins when it was heard of', () => {
  const resolved = incident('resolved', '09:50', '09:51');
  expect(latestOf(incident('active', '09:00', '09:01'), resolved)).toEqual(resolved);
});

test('an incident that begins to count begins as evidence', () => {
  const counting = incident('active', '09:50', '09:51');
  expect(latestOf(incident('active', '09:00', '09:01', false), counting)).toEqual(counting);
});

test('what a sender said earlier never replaces what it said later, even if it arrives last', () => {
  const resolved = incident('resolved', '09:50', '09:51');
  expect(latestOf(resolved, incident('active', '09:40', '10:15'))).toBe(resolved);
});

test('a series of probes that fail began with the first of them', () => {
  const second = latestOf(probe('unreachable', '09:00'), probe('unreachable', '09:01'));
  const third = latestOf(second, probe('unreachable', '09:02'));
  expect(third).toMatchObject({ ...probe('unreachable', '09:02'), since: at('09:00') });
  expect(latestOf(third, probe('alive', '09:03'))).toMatchObject(probe('alive', '09:03'));
});

test('probes remember those before them, newest first, and no more than are ever asked for', () => {
  const third = ['alive', 'unreachable', 'unreachable'] as const;
  const kept = third
    .map((state, minute) => probe(state, `09:0${minute}`))
    .reduce((before, next) => latestOf(before, next));
  expect(kept).toMatchObject({
    earlier: [
      { state: 'unreachable', at: at('09:01') },
      { state: 'alive', at: at('09:00') },
    ],
  });
  const many = Array.from({ length: 50 }, (_, minute) => probe('alive', `10:${String(minute).padStart(2, '0')}`));
  expect(many.reduce((before, next) => latestOf(before, next))).toMatchObject({ earlier: { length: 20 } });
});

test('a probe that is kept twice is counted once', () => {
  const once = latestOf(probe('unreachable', '09:00'), probe('unreachable', '09:01'));
  expect(latestOf(once, probe('unreachable', '09:01'))).toBe(once);
});

test('an alert that is delivered again is no fresher evidence', () => {
  const first = incident('active', '09:00', '09:01');
  expect(latestOf(first, incident('active', '09:00', '10:30'))).toBe(first);
});

test('an end is never taken for a repetition of its beginning, though both were submitted at once', () => {
  const [begun, ended] = [incident('active', '09:00', '09:01'), incident('resolved', '09:00', '09:02')];
  expect(latestOf(begun, ended)).toBe(ended);
  expect(latestOf(ended, { ...begun, receivedAt: at('09:03') })).toBe(ended);
});

test('of two words of one instant the one that does not count is believed, in either order', () => {
  const [counts, doesNot] = [incident('active', '09:00', '09:01'), incident('active', '09:00', '09:01', false)];
  expect(latestOf(counts, doesNot)).toBe(doesNot);
  expect(latestOf(doesNot, counts)).toBe(doesNot);
});
