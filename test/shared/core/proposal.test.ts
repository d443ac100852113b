import { describe, expect, test } from 'vitest';
import type { PairName } from '../../../shared/core/ids.ts';
import {
  answerProposal,
  isRejected,
  isRipe,
  nextProposal,
  type Proposal,
  type ProposalEffect,
  type ProposalFacts,
} from '../../../shared/core/proposal.ts';
import { plus, type Instant } from '../../../shared/core/time.ts';
import { at } from './judgement-fixtures.ts';

const start = at('09:00');
const minutes = (count: number): Instant => plus(start, count * 60_000);
const facts = (now: Instant, more: Partial<ProposalFacts> = {}): ProposalFacts => ({
  pair: 'vision' as PairName,
  source: 'primary',
  reason: { code: 'Because', message: 'because' },
  accusers: ['provider', 'our-view'],
  evidenceSince: at('08:55'),
  confirmFor: 120_000,
  rejectedFor: 3_600_000,
  now,
  ...more,
});

/** The proposal after these effects, one a minute. */
function after(effects: readonly ProposalEffect[], last?: Proposal): Proposal | undefined {
  return effects.reduce<Proposal | undefined>(
    (proposal, effect, index) => nextProposal(proposal, effect, facts(minutes(index))),
    last,
  );
}
function told(proposal: Proposal | undefined): string {
  if (proposal === undefined) return 'none';
  return proposal.state === 'open' ? proposal.waits : proposal.state;
}
const opened = (effect: 'await-time' | 'await-person'): Proposal => after([effect]) as Proposal;
const says = (what: 'approved' | 'rejected', proposal = opened('await-person')): Proposal =>
  answerProposal(proposal, { says: what, by: 'ada', at: minutes(1) }).proposal;

describe('what a judgement makes of a proposal', () => {
  test.each<[string, readonly ProposalEffect[], string]>([
    ['two groups agree', ['await-time'], 'for-time'],
    ['and go on to agree', ['await-time', 'await-time', 'confirm'], 'confirmed'],
    ['there is no window', ['confirm'], 'confirmed'],
    ['one group alone', ['await-person'], 'for-person'],
    ['a second one joins', ['await-person', 'await-time'], 'for-time'],
    ['one of two falls silent', ['await-time', 'await-person'], 'for-person'],
    ['something comes in between', ['await-time', 'keep'], 'for-person'],
    ['all is well again', ['await-time', 'withdraw'], 'withdrawn'],
    ['all is well, and stays so', ['await-time', 'withdraw', 'withdraw'], 'none'],
    ['nothing was ever wrong', ['withdraw'], 'none'],
    ['something is in the way from the beginning', ['keep'], 'none'],
    ['somebody starts a run', ['await-person', 'supersede'], 'superseded'],
    ['a run goes on', ['await-person', 'supersede', 'supersede'], 'none'],
    ['it has become a run itself', ['confirm', 'supersede'], 'none'],
    ['confirmed, but before it runs something comes in between', ['confirm', 'keep'], 'withdrawn'],
    ['confirmed, and still waiting to be run', ['confirm', 'confirm', 'confirm'], 'confirmed'],
  ])('%s: %j gives %s', (_, effects, expected) => {
    expect(told(after(effects))).toBe(expected);
  });

  test('the deadline is set once, by our clock, and a repeated judgement does not move it', () => {
    expect(after(['await-time', 'await-time'])).toMatchObject({ proposedAt: start, deadline: minutes(2) });
  });

  test('a break in the evidence starts the clock anew, in the same proposal', () => {
    const proposal = after(['await-time', 'keep', 'await-time']);
    expect(proposal).toMatchObject({ id: `vision-p${start}`, deadline: minutes(4) });
  });

  test('a proposal about the other workspace is none of ours any more', () => {
    const before = opened('await-time');
    const now = nextProposal(before, 'await-time', facts(minutes(5), { source: 'secondary' }));
    expect(now).toMatchObject({ id: `vision-p${minutes(5)}`, source: 'secondary', deadline: minutes(7) });
  });
});

describe('a person', () => {
  test('approves or rejects an open proposal, be it waiting for time or for a person', () => {
    for (const waits of ['await-time', 'await-person'] as const) {
      expect(answerProposal(opened(waits), { says: 'approved', by: 'ada', at: start })).toMatchObject({
        kind: 'taken',
        proposal: { state: 'approved', by: 'ada', at: start },
      });
    }
  });

  test('comes second: the first answer counts', () => {
    const rejected = says('rejected');
    expect(answerProposal(rejected, { says: 'approved', by: 'grace', at: minutes(2) })).toEqual({
      kind: 'closed',
      proposal: rejected,
    });
  });

  test('comes too late when time has confirmed it, the evidence is gone, or a run has begun', () => {
    for (const closed of [after(['confirm']), after(['await-time', 'withdraw']), after(['await-time', 'supersede'])]) {
      expect(answerProposal(closed as Proposal, { says: 'rejected', by: 'ada', at: minutes(9) }).kind).toBe('closed');
    }
  });

  test('who approved is not asked again while something is in the way, and is released when all is well', () => {
    const approved = says('approved');
    expect(told(after(['keep', 'confirm'], approved))).toBe('approved');
    expect(told(after(['withdraw'], approved))).toBe('withdrawn');
  });

  test('who said no is heard for an hour, also when the evidence comes and goes', () => {
    const rejected = says('rejected');
    expect(after(['keep', 'withdraw', 'keep'], rejected)).toBe(rejected);
    expect(nextProposal(rejected, 'withdraw', facts(minutes(62)))).toBeUndefined();
  });

  test('who said no did not say no to a group that joined since', () => {
    const rejected = says('rejected', { ...opened('await-person'), accusers: ['our-view'] });
    const ask = { source: 'primary', rejectedFor: 3_600_000, now: minutes(10) } as const;
    expect(isRejected(rejected, { ...ask, accusers: ['our-view'] })).toBe(true);
    expect(isRejected(rejected, { ...ask, accusers: ['provider', 'our-view'] })).toBe(false);
    expect(isRejected(rejected, { ...ask, accusers: ['our-view'], now: minutes(61) })).toBe(false);
    expect(isRejected(rejected, { ...ask, accusers: ['our-view'], source: 'secondary' })).toBe(false);
  });
});

test('a proposal is ripe at its deadline and not before, and only for its own workspace', () => {
  const proposal = opened('await-time');
  expect(isRipe(proposal, 'primary', plus(minutes(2), -1))).toBe(false);
  expect(isRipe(proposal, 'primary', minutes(2))).toBe(true);
  expect(isRipe(proposal, 'secondary', minutes(2))).toBe(false);
  expect(isRipe(opened('await-person'), 'primary', minutes(99))).toBe(false);
  expect(isRipe(after(['confirm']), 'primary', start)).toBe(true);
  expect(isRipe(undefined, 'primary', start)).toBe(false);
});
