import { describe, expect, test } from 'vitest';
import { jobKey } from '../../../shared/core/ids.ts';
import { jobsToMove } from '../../../shared/core/items.ts';
import type { DoneJob } from '../../../shared/core/job.ts';
import { replay, type ReplayEvent } from '../../../shared/core/replay.ts';
import type { Signal } from '../../../shared/core/signal.ts';
import { plus, type Instant } from '../../../shared/core/time.ts';
import { alive, minute, probes, setup } from './incident-histories.ts';
import { alerted, grey } from './judgement-fixtures.ts';
import { vision } from './pair-fixtures.ts';
import { order, runConfig } from './run-fixtures.ts';

/* Minutes count from midnight. The workspace dies at a quarter past twelve, and is left a few minutes later. */
const outage = 735;
const length = 760;
const dies = probes(length, (no) => (no < outage ? 'alive' : 'unreachable'));

const heard = (signal: Signal): ReplayEvent => ({ at: signal.receivedAt, kind: 'signal', signal });
const down = (no: number): ReplayEvent => heard(alerted('operator', { received: minute(no), subject: 'word' }));
const incident = (no: number): ReplayEvent => heard(alerted('service-health', { received: minute(no) }));
const burst = (no: number): ReplayEvent =>
  heard({ ...grey('failure-burst'), since: minute(no), receivedAt: minute(no) });

/** Since when the evidence stands on which automation acts; that it acts once is part of each story. */
function since(events: readonly ReplayEvent[], maxEvidenceAge = setup.health.maxEvidenceAge): Instant | undefined {
  const { failovers } = replay(events, { ...setup, health: { ...setup.health, maxEvidenceAge } });
  expect(failovers.length).toBe(1);
  return failovers[0]?.decision.evidenceSince;
}

/** Jobs that failed in the night and in the outage: whom would a run move that starts on this evidence? */
function moved(evidenceSince: Instant | undefined): readonly string[] {
  const failed = (name: string, no: number): DoneJob => ({
    ...{ pair: vision.name, key: jobKey('primary', name), side: 'primary', name, state: 'done' },
    ...{ status: 'Failed', statusAt: minute(no), firstSeenAt: minute(0), endedAt: minute(no) },
    ...{ cancelRequested: false, tags: {}, spec: { kind: 'wanted' } },
  });
  const done = [failed('a-mistake-of-its-own', 180), failed('before-anybody-noticed', 710), failed('of-it', 736)];
  const victimsSince = plus(evidenceSince ?? minute(0), -runConfig.victimLookBack);
  return jobsToMove([], done, { ...order, victimsSince }).map(({ name }) => name);
}

describe('an outage begins with what was said of it', () => {
  test.each<[string, ReplayEvent]>([
    ['that nobody took back', down(60)],
    ['whose end was lost', incident(60)],
  ])('and not with a word of long ago %s', (_, old) => {
    const word = old.kind === 'signal' && old.signal.group === 'operator' ? down(outage + 1) : incident(outage + 1);
    const begun = since([old, ...dies, word]);
    expect(begun).toBe(minute(outage));
    expect(moved(begun)).toEqual(['before-anybody-noticed', 'of-it']);
  });

  test('and not with jobs that failed together in the night', () => {
    const begun = since([burst(170), ...dies, burst(outage + 1), incident(outage + 1)]);
    expect(begun).toBe(minute(outage));
    expect(moved(begun)).toEqual(['before-anybody-noticed', 'of-it']);
  });

  test('and not with a probe that failed before the watch was stopped for hours', () => {
    const stopped = probes(length, (no) => (no < outage ? (no === 120 ? 'unreachable' : undefined) : 'unreachable'));
    const standby = probes(length, alive).filter(({ at }) => at >= minute(outage - 5));
    const begun = since([...stopped.filter(isOf('primary')), ...standby.filter(isOf('secondary')), incident(outage)]);
    expect(begun).toBe(minute(outage));
    expect(moved(begun)).not.toContain('a-mistake-of-its-own');
  });
});

describe('an outage that goes on for hours begins where it began', () => {
  test('while each word of it counts until the next', () => {
    const hourly = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((hour) => incident(hour * 60));
    expect(since([...hourly, ...dies], 3_600_000)).toBe(minute(60));
    expect(moved(minute(60))).toContain('a-mistake-of-its-own');
  });

  test('and where its words stop counting in between, with the first of those that did not', () => {
    const words = [60, 80, 100, 600, 620, 640, 660, 680, 700, 720].map(incident);
    expect(since([...words, ...dies])).toBe(minute(600));
  });
});

function isOf(side: 'primary' | 'secondary'): (event: ReplayEvent) => boolean {
  return (event) => event.kind === 'signal' && event.signal.side === side;
}
