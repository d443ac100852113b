import { describe, expect, test } from 'vitest';
import type { RunConfig } from '../../../shared/core/config.ts';
import { runId, type Fence } from '../../../shared/core/ids.ts';
import type { Claim, RunOrder } from '../../../shared/core/pointer.ts';
import { decideStep, type RunObservation, type RunStep } from '../../../shared/core/run-step.ts';
import { noCounts, type Run, type RunState } from '../../../shared/core/run.ts';
import { at, claim, noWork, order, pair, runConfig } from './run-fixtures.ts';

const config: RunConfig = { ...runConfig, sliceSize: 2 };

const fresh: Run = { pair, order, fence: 2 as Fence, state: 'claimed', counts: noCounts };
const switched: Run = { ...fresh, epoch: 1, switchedAt: at('09:00:05') };
const announced: Run = { ...switched, announcedAt: at('09:00:06') };
/** Planned at 09:01, so late rows are looked for until 09:11. */
const planned: Run = { ...announced, plannedAt: at('09:01:00') };
const sweptOnce: Run = { ...planned, sweptAt: at('09:01:10') };
const sweptOut: Run = { ...planned, sweptAt: at('09:11:00') };
const verified = (run: Run, time: string): Run => ({ ...run, verifiedAt: at(time) });
const over: Run = { ...sweptOut, endedAt: at('09:12:00') };

const cancelled: Claim = { ...claim, cancelled: { by: 'grace', at: at('09:00:30') } };
const evacuation: RunOrder = { ...order, kind: 'evacuate' };

type Case = {
  readonly when: string;
  readonly run: Run;
  readonly now: string;
  readonly seen?: Partial<RunObservation>;
  readonly next: RunStep;
  readonly shown: RunState;
};

const slice = (from: string, to: string, count: number) => ({ from, to, count });

const ladder: readonly Case[] = [
  {
    when: '1. nobody holds the pair, it stops',
    run: fresh,
    now: '09:00:01',
    seen: { claim: undefined },
    next: { do: 'stop', because: 'fenced' },
    shown: 'claimed',
  },
  {
    when: '1. somebody took over, it stops, however much is left to do',
    run: { ...planned, state: 'resubmitting' },
    now: '09:02:00',
    seen: { claim: { ...claim, fence: 3 as Fence }, work: { ...noWork, toSubmit: ['500-a'] } },
    next: { do: 'stop', because: 'fenced' },
    shown: 'resubmitting',
  },
  {
    when: '1. another run owns the pair under the same fence, it stops',
    run: fresh,
    now: '09:00:01',
    seen: { claim: { ...claim, order: { ...order, run: runId(pair, 2) } } },
    next: { do: 'stop', because: 'fenced' },
    shown: 'claimed',
  },
  {
    when: '2. the run has ended but still holds the pair, it finishes again',
    run: over,
    now: '09:12:01',
    next: { do: 'finish' },
    shown: 'ended',
  },
  {
    when: '2. the run has ended and the pair is free, it stops',
    run: over,
    now: '09:12:01',
    seen: { claim: { ...claim, state: 'ended' } },
    next: { do: 'stop', because: 'ended' },
    shown: 'ended',
  },
  {
    when: '4. it has just been claimed, it switches the pointer',
    run: fresh,
    now: '09:00:01',
    next: { do: 'switch' },
    shown: 'switching',
  },
  {
    when: '5. the pointer is switched, it tells those who follow it',
    run: switched,
    now: '09:00:06',
    next: { do: 'announce' },
    shown: 'announcing',
  },
  {
    when: '6. that is told, it makes the plan',
    run: announced,
    now: '09:00:07',
    next: { do: 'plan' },
    shown: 'planning',
  },
  {
    when: '8. items are open, it submits them, a slice of ranks at a time',
    run: planned,
    now: '09:01:01',
    seen: { work: { ...noWork, toSubmit: ['500-a', '500-b', '500-c'] } },
    next: { do: 'resubmit', slices: [slice('500-a', '500-b', 2), slice('500-c', '500-c', 1)], atOnce: 4 },
    shown: 'resubmitting',
  },
  {
    when: '8. items are open, submitting goes before sweeping and verifying that are due',
    run: sweptOnce,
    now: '09:09:00',
    seen: { work: { ...noWork, toSubmit: ['500-c'], toVerify: ['500-a'] } },
    next: { do: 'resubmit', slices: [slice('500-c', '500-c', 1)], atOnce: 4 },
    shown: 'resubmitting',
  },
  {
    when: '10. all is submitted and nobody has swept yet, it sweeps at once',
    run: planned,
    now: '09:01:01',
    seen: { work: { ...noWork, toVerify: ['500-a'] } },
    next: { do: 'sweep' },
    shown: 'sweeping',
  },
  {
    when: '10. the last sweep is 30 s ago, it sweeps again',
    run: sweptOnce,
    now: '09:01:40',
    seen: { work: { ...noWork, toVerify: ['500-a'] } },
    next: { do: 'sweep' },
    shown: 'sweeping',
  },
  {
    when: '10. the window closed since the last sweep, it sweeps one last time',
    run: { ...planned, sweptAt: at('09:10:59') },
    now: '09:11:29',
    next: { do: 'sweep' },
    shown: 'sweeping',
  },
  {
    when: '11. jobs are submitted and nobody has looked yet, it looks at them',
    run: sweptOnce,
    now: '09:01:20',
    seen: { work: { ...noWork, toVerify: ['500-a'] } },
    next: { do: 'verify', slices: [slice('500-a', '500-a', 1)], atOnce: 4 },
    shown: 'verifying',
  },
  {
    when: '11. it looked 15 s ago, it looks again',
    run: verified(sweptOut, '09:11:05'),
    now: '09:11:20',
    seen: { work: { ...noWork, toVerify: ['500-a'] } },
    next: { do: 'verify', slices: [slice('500-a', '500-a', 1)], atOnce: 4 },
    shown: 'verifying',
  },
  {
    when: '12. it looked just now and no sweep is left, it waits until the next look is due',
    run: verified(sweptOut, '09:11:05'),
    now: '09:11:19',
    seen: { work: { ...noWork, toVerify: ['500-a'] } },
    next: { do: 'wait', until: at('09:11:20') },
    shown: 'verifying',
  },
  {
    when: '12. it looked just now and a sweep is due before the next look, it waits for the sweep',
    run: verified(sweptOnce, '09:01:35'),
    now: '09:01:36',
    seen: { work: { ...noWork, toVerify: ['500-a'] } },
    next: { do: 'wait', until: at('09:01:40') },
    shown: 'verifying',
  },
  {
    when: '12. nothing is open but the window is, it waits for the next sweep',
    run: sweptOnce,
    now: '09:01:20',
    next: { do: 'wait', until: at('09:01:40') },
    shown: 'sweeping',
  },
  {
    when: '13. nothing is open and the window is closed, it finishes',
    run: sweptOut,
    now: '09:11:01',
    next: { do: 'finish' },
    shown: 'reporting',
  },
  {
    when: '3. it was cancelled before the pointer moved, it ends with nothing done',
    run: fresh,
    now: '09:00:01',
    seen: { claim: cancelled },
    next: { do: 'finish' },
    shown: 'reporting',
  },
  {
    when: '4. it was cancelled when the pointer had moved and the row did not say so yet, it notes the switch',
    run: fresh,
    now: '09:00:01',
    seen: { claim: cancelled, switched: true },
    next: { do: 'switch' },
    shown: 'switching',
  },
  {
    when: '4. it moves no pointer, it takes the epoch as it is',
    run: { ...fresh, order: evacuation },
    now: '09:00:01',
    next: { do: 'join' },
    shown: 'switching',
  },
  {
    when: '6. it moves no pointer, there is nothing to announce and it makes the plan',
    run: { ...fresh, order: evacuation, epoch: 1 },
    now: '09:00:02',
    next: { do: 'plan' },
    shown: 'planning',
  },
  {
    when: '7. it was cancelled after the plan, what was not begun is dropped before anything else',
    run: planned,
    now: '09:01:01',
    seen: { claim: cancelled, work: { ...noWork, toDrop: ['500-b'], toSubmit: ['500-a'] } },
    next: { do: 'drop' },
    shown: 'resubmitting',
  },
  {
    when: '8. origins have ended while others have not been asked, what has ended is submitted first',
    run: planned,
    now: '09:01:01',
    seen: { work: { ...noWork, toAsk: ['500-b'], toSubmit: ['500-a'] } },
    next: { do: 'resubmit', slices: [slice('500-a', '500-a', 1)], atOnce: 4 },
    shown: 'resubmitting',
  },
  {
    when: '9. origins were not asked to end yet, they are, whenever the last look was',
    run: { ...planned, releasedAt: at('09:01:01') },
    now: '09:01:01',
    seen: { work: { ...noWork, toAsk: ['500-b'], toRelease: ['500-a'] } },
    next: { do: 'release', slices: [slice('500-b', '500-b', 1)], atOnce: 4 },
    shown: 'releasing',
  },
  {
    when: '9. origins were asked to end 15 s ago, it looks whether they have',
    run: { ...planned, releasedAt: at('09:01:00') },
    now: '09:01:15',
    seen: { work: { ...noWork, toRelease: ['500-a'] } },
    next: { do: 'release', slices: [slice('500-a', '500-a', 1)], atOnce: 4 },
    shown: 'releasing',
  },
  {
    when: '12. origins were asked to end just now, it waits until the next look at them',
    run: { ...sweptOnce, releasedAt: at('09:01:12') },
    now: '09:01:13',
    seen: { work: { ...noWork, toRelease: ['500-a'] } },
    next: { do: 'wait', until: at('09:01:27') },
    shown: 'releasing',
  },
  {
    when: '13. it was cancelled and nothing is open, it does not wait for late jobs',
    run: planned,
    now: '09:01:01',
    seen: { claim: cancelled },
    next: { do: 'finish' },
    shown: 'reporting',
  },
  {
    when: '13. it tries the items of another run again and nothing is open, it does not wait for late jobs either',
    run: { ...planned, order: { ...evacuation, retryOf: runId(pair, 1) } },
    now: '09:01:01',
    next: { do: 'finish' },
    shown: 'reporting',
  },
];

describe('the ladder of a run: when', () => {
  test.each(ladder)('$when', ({ run, now, seen, next, shown }) => {
    const observation = { fence: 2 as Fence, claim, run, switched: false, work: noWork, ...seen };
    const decided = decideStep(observation, config, at(now));
    expect(decided.step).toEqual(next);
    expect(decided.state).toBe(shown);
  });
});

test('a wave is at most twenty slices, in the order of the ranks; the rest waits for the next wave', () => {
  const ranks = Array.from({ length: 45 }, (_, index) => `500-${String(index).padStart(3, '0')}`);
  const seen = { fence: 2 as Fence, claim, switched: true, run: planned, work: { ...noWork, toSubmit: ranks } };
  const { step } = decideStep(seen, config, at('09:02:00'));
  if (step.do !== 'resubmit') throw new Error(step.do);
  expect(step.slices).toHaveLength(20);
  expect(step.slices.at(0)).toEqual(slice('500-000', '500-001', 2));
  expect(step.slices.at(-1)).toEqual(slice('500-038', '500-039', 2));
});

test('a stalled run goes on like an open one: who takes over raises the fence', () => {
  const stalled: Claim = { ...claim, state: 'stalled' };
  const seen = { fence: 2 as Fence, claim: stalled, switched: false, run: fresh, work: noWork };
  expect(decideStep(seen, config, at('09:02:00')).step).toEqual({ do: 'switch' });
});
