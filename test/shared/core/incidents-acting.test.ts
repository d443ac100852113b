import { noWork, runConfig } from './run-fixtures.ts';
import { describe, expect, test } from 'vitest';
import type { DecideInput } from '../../../shared/core/decide.ts';
import { resubmittedName, type Fence, type RunId, type Side } from '../../../shared/core/ids.ts';
import { defaultPolicy } from '../../../shared/core/policy.ts';
import type { Claim, RunOrder } from '../../../shared/core/pointer.ts';
import { replay } from '../../../shared/core/replay.ts';
import { noCounts, type Run } from '../../../shared/core/run.ts';
import { decideStep } from '../../../shared/core/run-step.ts';
import type { Signal } from '../../../shared/core/signal.ts';
import type { Instant } from '../../../shared/core/time.ts';
import { vision } from './pair-fixtures.ts';

import { alert, carried, failed, judged, kept, minute, probes, setup } from './incident-histories.ts';

/*
 * What went wrong elsewhere, told with our words. Each test replays one history twice: through the default policy, and
 * through the rule that the project had when it happened, which must go wrong again; or the history would prove nothing.
 */

describe('orchestrator #1217: the block ran out while the recovery still ran, and up to four ran at once', () => {
  const blockFor = 60;
  /** The run hangs for four hours before its switch; the workspace stays dead. */
  const dead = [...probes(240, () => 'unreachable'), ...Array.from({ length: 24 }, (_, no) => alert(no * 10))];
  const seenBy = (no: number): readonly Signal[] => kept(dead.filter((event) => event.at <= minute(no)));

  test('a time that blocks starts one recovery an hour, beside those that run', () => {
    const started: number[] = [];
    for (let no = 0; no < 240; no += 1) {
      const last = started.at(-1);
      if (last === undefined || no - last >= blockFor) started.push(no);
    }
    expect(started).toEqual([0, 60, 120, 180]);
  });

  test('here a run is a lock for as long as it lives, however long that is', () => {
    const codes = [10, 61, 130, 239].map((no) =>
      judged({ signals: seenBy(no), now: minute(no), openRun: 'vision-r1' as RunId }),
    );
    expect(new Set(codes.map(({ reason }) => reason.code))).toEqual(new Set(['RunInProgress']));
  });

  test('and without the lock it would have been failed over', () => {
    const first = judged({ signals: seenBy(130), now: minute(130) });
    const then = judged({ signals: seenBy(132), now: minute(132), ...carried(first) });
    expect([first.reason.code, then.decision]).toEqual(['Confirming', 'fail-over']);
  });
});

describe('orchestrator PR #159: the half that came back damaged the half that was good', () => {
  /** The primary dies for half an hour, comes back, and dies again an hour later for a while. */
  const gone = (no: number): boolean => (no >= 10 && no < 40) || (no >= 70 && no < 80);
  const history = [...probes(180, (no) => (gone(no) ? 'unreachable' : 'alive')), alert(12), alert(45, 'resolved')];

  test('a rule that prefers the primary whenever it answers goes back to it, and away again', () => {
    let [active, switches]: [Side, number] = ['primary', 0];
    for (let no = 0; no < 180; no += 1) {
      const wanted: Side = gone(no) ? 'secondary' : 'primary';
      if (wanted !== active) [active, switches] = [wanted, switches + 1];
    }
    expect(switches).toBe(4);
  });

  test('here the one that came back stays in quarantine: one failover, and no way back by itself', () => {
    const { failovers: runs, decisions } = replay(history, setup);
    expect(runs.map(({ decision }) => decision.side)).toEqual(['primary']);
    expect(decisions.at(-1)).toMatchObject({ side: 'secondary', decision: 'hold', reason: { code: 'NoEvidence' } });
  });
});

describe('MultiKueue #13094: the time of grace was in memory, and began anew with every restart', () => {
  const history = [...probes(60, (no) => (no < 5 ? 'alive' : 'unreachable')), alert(6)];
  /** The controller dies after every look. */
  const signals = (no: number): readonly Signal[] => kept(history.filter((event) => event.at <= minute(no)));

  test('a timer in memory never runs out, and the work waits for ever', () => {
    const controller = (): ((now: Instant) => boolean) => {
      let lostSince: Instant | undefined;
      return (now) => {
        lostSince ??= now;
        return now - lostSince >= defaultPolicy.confirmFor;
      };
    };
    const losses = failed(history, 'primary').map(({ at: when }) => when);
    const restarted = losses.filter((when) => controller()(when));
    const steady = controller();
    expect(losses.filter((when) => steady(when)).length).toBeGreaterThan(0);
    expect(restarted).toEqual([]);
  });

  test('here the deadline is in the proposal: whoever reads it next goes on waiting where the last one stopped', () => {
    let row = '{}';
    let actedAt: number | undefined;
    for (let no = 8; no < 60 && actedAt === undefined; no += 1) {
      const stored = JSON.parse(row) as Pick<DecideInput, 'proposal'>;
      const heard = JSON.parse(JSON.stringify(signals(no))) as Signal[];
      const decision = judged({ signals: heard, now: minute(no), ...stored });
      row = JSON.stringify(carried(decision));
      if (decision.decision === 'fail-over') actedAt = no;
    }
    expect(actedAt).toBe(10);
  });
});

describe('Flyte #1929: after a failover two clusters carried one workflow forward', () => {
  const origin =
    '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/vision-east/jobs/train-7';
  /** A workspace in which two orchestrations, of fence 1 and of fence 2, submit the same job; answers are lost. */
  const submitTwice = (nameOf: (attemptOfWhom: number) => string): number => {
    const jobs = new Set<string>();
    for (const whom of [1, 2, 1]) jobs.add(nameOf(whom));
    return jobs.size;
  };

  test('a name that is drawn anew makes a second job of every lost answer', () => {
    let drawn = 0;
    expect(submitTwice(() => `train-7-${(drawn += 1)}`)).toBe(3);
  });

  test('here the name follows from the origin and the epoch, whoever submits it and however often', () => {
    expect(submitTwice(() => resubmittedName('train-7', 1, origin, 1))).toBe(1);
    expect(submitTwice((whom) => resubmittedName('train-7', 1, whom === 1 ? origin : origin.toUpperCase(), 1))).toBe(1);
  });

  test('and the one with the older fence stops before its next step', () => {
    const pair = vision.name;
    const order: RunOrder = {
      run: 'vision-r1' as RunId,
      kind: 'failover',
      mode: 'forced',
      source: 'primary',
      target: 'secondary',
      reason: { code: 'Manual', message: 'the region is down' },
      by: 'ada',
      claimedAt: minute(0),
      victimsSince: minute(-30),
    };
    const claim: Claim = { pair, order, fence: 2 as Fence, state: 'open' };
    const run: Run = { pair, order, fence: 1 as Fence, state: 'resubmitting', epoch: 1, counts: noCounts };
    const open = { switched: true, work: { ...noWork, toSubmit: ['500-a'] } };
    const stepOf = (fence: number) =>
      decideStep(
        { fence: fence as Fence, claim, run: { ...run, fence: fence as Fence }, ...open },
        runConfig,
        minute(1),
      );
    expect(stepOf(1).step).toEqual({ do: 'stop', because: 'fenced' });
    expect(stepOf(2).step.do).not.toBe('stop');
  });
});
