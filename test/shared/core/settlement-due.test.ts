import { describe, expect, test } from 'vitest';
import type { RunOrder } from '../../../shared/core/pointer.ts';
import { defaultPolicy } from '../../../shared/core/policy.ts';
import type { Run } from '../../../shared/core/run.ts';
import { keepOf, settleFrom } from '../../../shared/core/settlement-due.ts';
import type { ProbeSignal } from '../../../shared/core/signal.ts';
import { plus, type Instant } from '../../../shared/core/time.ts';
import { at } from '../../support/world.ts';

const policy = { ...defaultPolicy, goodProbes: 1, failedProbes: 1 };
const ended = { endedAt: at('10:00:00'), order: { source: 'primary', claimedAt: at('09:50:00') } } as Run;

/** It answers since then, and was asked every minute. */
function answering(since: Instant, now: Instant): ProbeSignal {
  const earlier = Array.from({ length: 20 }, (_, back) => plus(now, -(back + 1) * 60_000))
    .filter((time) => time >= since)
    .map((time) => ({ state: 'alive', at: time }) as const);
  const said = { state: 'alive', since, receivedAt: now, earlier } as const;
  return { group: 'our-view', source: 'probe', side: 'primary', subject: 'control-plane', detail: 'alive', ...said };
}

describe('origins are settled from', () => {
  test('ten minutes after their workspace answers again', () => {
    const now = at('10:35:00');
    expect(settleFrom(ended, 'copies', answering(at('10:30:00'), now), policy, now)).toBe(at('10:40:00'));
  });

  test('ten minutes after the run, where the workspace has answered all the time', () => {
    const now = at('10:05:00');
    expect(settleFrom(ended, 'copies', answering(at('09:00:00'), now), policy, now)).toBe(at('10:10:00'));
  });

  test('the end of the run at once, where a person has undone it', () => {
    const now = at('10:31:00');
    expect(settleFrom(ended, 'origins', answering(at('10:30:00'), now), policy, now)).toBe(at('10:00:00'));
  });

  test('never, while the run goes on, nobody has asked, or the last probe is old or has failed', () => {
    const now = at('10:40:00');
    const probe = answering(at('10:20:00'), now);
    const { endedAt: _, ...open } = ended;
    expect(settleFrom(open, 'copies', probe, policy, now)).toBeUndefined();
    expect(settleFrom(ended, 'copies', undefined, policy, now)).toBeUndefined();
    expect(settleFrom(ended, 'copies', probe, policy, at('10:50:00'))).toBeUndefined();
    expect(settleFrom(ended, 'copies', { ...probe, state: 'unreachable' }, policy, now)).toBeUndefined();
  });
});

describe('origins are kept', () => {
  const undo = (order: Partial<RunOrder>, switchedAt: Instant | undefined = at('10:06:00')): Run =>
    ({
      order: { source: 'secondary', target: 'primary', keep: 'origins', claimedAt: at('10:05:00'), ...order },
      ...(switchedAt === undefined ? {} : { switchedAt }),
    }) as Run;

  test('where a later failback has undone the run', () => {
    expect(keepOf(ended, [ended, undo({})])).toBe('origins');
  });

  test('and not where it was another run that was undone, or the undoing was given up before it switched', () => {
    expect(keepOf(ended, [ended])).toBe('copies');
    expect(keepOf(ended, [undo({ claimedAt: at('09:00:00') })])).toBe('copies');
    expect(keepOf(ended, [undo({ target: 'secondary' })])).toBe('copies');
    const { switchedAt: _, ...givenUp } = undo({});
    expect(keepOf(ended, [givenUp])).toBe('copies');
  });
});
