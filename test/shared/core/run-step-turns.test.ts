import { describe, expect, test } from 'vitest';
import type { Fence } from '../../../shared/core/ids.ts';
import type { OpenWork } from '../../../shared/core/open-work.ts';
import { decideStep, type RunStep } from '../../../shared/core/run-step.ts';
import { noCounts, type Run, type RunState } from '../../../shared/core/run.ts';
import { plus, type Instant } from '../../../shared/core/time.ts';
import { at, claim, noWork, order, pair, runConfig } from './run-fixtures.ts';

const fence = 2 as Fence;
/** Planned at 09:01, so late rows are looked for until 09:11. */
const planned: Run = {
  ...{ pair, order, fence, state: 'resubmitting', counts: noCounts, epoch: 1 },
  ...{ switchedAt: at('09:00:05'), announcedAt: at('09:00:06'), plannedAt: at('09:01:00') },
};
const sweptOut: Run = { ...planned, sweptAt: at('09:11:00') };
const drill: Run = {
  ...{ ...sweptOut, order: { ...order, kind: 'drill' } },
  drill: { canaries: [], plannedAt: at('09:01:00'), giveUpAt: at('10:01:00') },
};

function decided(run: Run, now: Instant, work: Partial<OpenWork>): { step: RunStep; state: RunState } {
  return decideStep({ fence, claim, switched: true, run, work: { ...noWork, ...work } }, runConfig, now);
}
const one = (rank: string) => ({ slices: [{ from: rank, to: rank, count: 1 }], atOnce: 4 });

describe('a submission that came to nothing', () => {
  test('goes before no look that is due, once it has rested', () => {
    const work = { toRetry: ['500-a'], toVerify: ['500-b'] };
    expect(decided({ ...planned, sweptAt: at('09:01:10') }, at('09:01:40'), work).step).toEqual({ do: 'sweep' });
  });

  test('goes after what was never tried', () => {
    const work = { toRetry: ['400-a'], toSubmit: ['500-b'] };
    expect(decided(planned, at('09:01:40'), work).step).toEqual({ do: 'resubmit', ...one('500-b') });
  });

  test('is tried again when nothing else is due', () => {
    const run: Run = { ...planned, state: 'verifying', sweptAt: at('09:01:10'), verifiedAt: at('09:01:30') };
    const work = { toRetry: ['500-a'], toVerify: ['500-b'] };
    const next = { step: { do: 'resubmit', ...one('500-a') }, state: 'resubmitting' };
    expect(decided(run, at('09:01:31'), work)).toEqual(next);
  });

  test('is waited for while it rests, unless something else is due before', () => {
    const run = { ...sweptOut, verifiedAt: at('09:11:05') };
    const resting = (time: string) => ({ toVerify: ['500-b'], resting: { toRetry: at(time) } });
    const wait = (time: string) => ({ step: { do: 'wait', until: at(time) }, state: 'resubmitting' });
    expect(decided(run, at('09:11:06'), resting('09:11:18'))).toEqual(wait('09:11:18'));
    expect(decided(run, at('09:11:06'), resting('09:11:28'))).toEqual(wait('09:11:20'));
  });
});

test('a run does not finish while an origin rests that could not be asked', () => {
  const next = { step: { do: 'wait', until: at('09:11:30') }, state: 'releasing' };
  expect(decided(sweptOut, at('09:11:06'), { resting: { toRelease: at('09:11:30') } })).toEqual(next);
});

test('a drill does not finish while a job rests that could not be judged, and then judges it', () => {
  const rests = { resting: { toRetry: at('09:11:30') } };
  const wait = { step: { do: 'wait', until: at('09:11:30') }, state: 'judging' };
  expect(decided(drill, at('09:11:06'), rests)).toEqual(wait);
  const judge = { step: { do: 'judge', ...one('500-a') }, state: 'judging' };
  expect(decided(drill, at('09:11:30'), { toRetry: ['500-a'] })).toEqual(judge);
});

test('looks that each take longer than it is until the next one have their turns, one after the other', () => {
  const work = { toRelease: ['500-a'], toVerify: ['500-b'], toRetry: ['500-c'] };
  let run = planned;
  let now = at('09:01:01');
  const taken: string[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    const { step, state } = decided(run, now, work);
    taken.push(step.do);
    run = {
      ...{ ...run, state },
      ...(step.do === 'release' ? { releasedAt: now } : {}),
      ...(step.do === 'sweep' ? { sweptAt: now } : {}),
      ...(step.do === 'verify' ? { verifiedAt: now } : {}),
    };
    now = plus(now, 50_000);
  }
  const round = ['release', 'sweep', 'verify', 'resubmit'];
  expect(taken).toEqual([...round, ...round]);
});
