import { describe, expect, test } from 'vitest';
import type { Side } from '../../../shared/core/ids.ts';
import { replay } from '../../../shared/core/replay.ts';
import type { Instant } from '../../../shared/core/time.ts';

import {
  alert,
  alive,
  carried,
  failed,
  failovers,
  judged,
  kept,
  minute,
  probes,
  setup,
  type Answers,
} from './incident-histories.ts';

/*
 * What went wrong elsewhere, told with our words. Each test replays one history twice: through the default policy, and
 * through the rule that the project had when it happened, which must go wrong again; or the history would prove nothing.
 */

describe('SkyPilot #10155: 25 timeouts of a status request, 24 recoveries of a healthy job in 19 hours', () => {
  const timeouts = new Set(Array.from({ length: 25 }, (_, no) => 10 + no * 45));
  const history = probes(19 * 60, (no) => (timeouts.has(no) ? 'unreachable' : 'alive'));

  test('a clock that success does not reset recovers at every timeout but the first', () => {
    let firstFailure: Instant | undefined;
    let recoveries = 0;
    for (const { at: when } of failed(history, 'primary')) {
      if (firstFailure !== undefined && when - firstFailure >= 60_000) recoveries += 1;
      firstFailure ??= when;
    }
    expect(recoveries).toBe(24);
  });

  test('here nothing happens: a success ends the row, and one place that sees something only asks', () => {
    const { failovers: runs, decisions } = replay(history, setup);
    expect(runs).toEqual([]);
    expect(new Set(decisions.map(({ reason }) => reason.code))).toEqual(new Set(['NoEvidence', 'Unsettled']));
  });

  test('nor does anything happen if Azure reports something all the while', () => {
    const incidents = Array.from({ length: 57 }, (_, no) => alert(no * 20));
    expect(failovers([...history, ...incidents])).toBe(0);
  });
});

describe('VTOrc #20021: two observers that saw half each took turns at an emergency', () => {
  const unseen: Answers = () => undefined;
  const observers = [probes(60, unseen, alive), probes(60, alive, unseen)];
  const incident = alert(5);

  test('a rule that takes what it does not see for dead switches with every look', () => {
    let [active, switches]: [Side, number] = ['primary', 0];
    for (let no = 1; no <= 4; no += 1) {
      for (const events of observers) {
        const sees = events.some((event) => event.kind === 'signal' && event.signal.side === active);
        if (!sees) [active, switches] = [active === 'primary' ? 'secondary' : 'primary', switches + 1];
      }
    }
    expect(switches).toBe(8);
  });

  test('here what is not seen is unknown, and no observer acts on it', () => {
    for (const events of observers) {
      for (const active of ['primary', 'secondary'] as const) {
        expect(replay([...events, incident], { ...setup, active }).failovers).toEqual([]);
      }
    }
  });

  test('nor towards a standby that is not seen, whatever is wrong with the active one', () => {
    const half = probes(60, (no) => (no < 10 ? 'alive' : 'unreachable'), unseen);
    const { decisions } = replay([...half, incident], setup);
    expect(decisions.at(-1)?.reason.code).toBe('StandbyUnreachable');
  });
});

describe('MultiKueue #12999: a watch reconnected, and admitted work was evicted', () => {
  const history = [...probes(60, (no) => (no === 20 || no === 21 ? 'unreachable' : 'alive')), alert(19)];

  test('a rule that takes a broken connection for a lost cluster evicts at the first one', () => {
    let [active, evictedAt]: [Side, Instant | undefined] = ['primary', undefined];
    for (const { at: when } of failed(history, active)) {
      if (evictedAt === undefined) [active, evictedAt] = ['secondary', when];
    }
    expect([active, evictedAt]).toEqual(['secondary', minute(20)]);
  });

  test('here a connection that comes back within its row of probes moves nothing', () => {
    const { failovers: runs, decisions } = replay(history, setup);
    expect(runs).toEqual([]);
    expect(decisions.filter(({ proposal }) => proposal?.state === 'confirmed')).toEqual([]);
  });
});

describe('Patroni #3314: a zone came back with a stale cache, and the new leader was demoted', () => {
  /** The primary died and was failed over; now what was known before comes in again, late. */
  const before = kept([...probes(20, (no) => (no < 5 ? 'alive' : 'unreachable')), alert(6)]);
  const first = judged({ signals: before, now: minute(19) });
  const confirmed = judged({ signals: before, now: minute(21), ...carried(first) });

  test('a rule that acts on what it cached switches once more, away from the new one', () => {
    let active: Side = 'primary';
    const swap = (): void => {
      active = active === 'primary' ? 'secondary' : 'primary';
    };
    // Once when it was decided, and once more by the member that came back and still holds the decision.
    for (const decision of [confirmed, confirmed]) if (decision.decision === 'fail-over') swap();
    expect(active).toBe('primary');
  });

  test('here a decision is about the workspace that is active now, and an old proposal about another one is void', () => {
    const now = judged({ active: 'secondary', signals: before, now: minute(22), ...carried(confirmed) });
    expect(confirmed.decision).toBe('fail-over');
    expect(now).toMatchObject({ side: 'secondary', decision: 'hold', reason: { code: 'NoEvidence' } });
    expect(now.proposal).toBeUndefined();
  });

  test('and alerts of before, told again, are no fresh evidence', () => {
    const over = kept([alert(6), alert(30, 'resolved', 30), alert(31, 'active', 6), alert(32, 'active', 7)]);
    const blip = kept(probes(40, (no) => (no < 30 ? 'alive' : 'unreachable')));
    expect(judged({ signals: [...over, ...blip], now: minute(39) }).reason.code).toBe('ProbeOnly');
  });
});
