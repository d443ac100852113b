import { describe, expect, test } from 'vitest';
import type { PairName, RunId } from '../../../shared/core/ids.ts';
import type { Claim, RunKind } from '../../../shared/core/pointer.ts';
import {
  answerProposal,
  fateOf,
  givenWay,
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

describe('a run that somebody claims', () => {
  const run = 'vision-r7' as RunId;
  type Told = { claimed?: Instant; state?: Claim['state']; kind?: RunKind; of?: string };
  const claim = ({ claimed = minutes(3), state = 'open', kind = 'failover', of }: Told = {}): Pick<
    Claim,
    'order' | 'state'
  > => ({
    state,
    order: {
      ...{ run, kind, mode: 'forced', source: 'primary', target: 'secondary', by: 'grace' },
      reason: { code: 'Manual', message: '' },
      claimedAt: claimed,
      victimsSince: start,
      ...(of === undefined ? {} : { proposal: of }),
    },
  });
  const own = `vision-p${start}`;
  const open = opened('await-person');
  const confirmed = after(['confirm']) as Proposal;
  const approved = says('approved');

  test.each<[string, Proposal, Told, string]>([
    ['closes what was open', open, {}, 'superseded vision-r7'],
    ['closes what was open, also when it has ended meanwhile', open, { state: 'ended' }, 'superseded vision-r7'],
    ['is no answer to what was proposed after its end', open, { claimed: at('08:00'), state: 'ended' }, 'open'],
    [
      'is the answer to it while it is open, whatever the clocks say',
      open,
      { claimed: at('08:59') },
      'superseded vision-r7',
    ],
    ['is what was confirmed', confirmed, { of: own }, 'confirmed vision-r7'],
    ['is what was approved', approved, { of: own }, 'approved vision-r7'],
    ['comes before what was approved', approved, {}, 'superseded vision-r7'],
    [
      'comes before what was confirmed, if it carries out another one',
      confirmed,
      { of: 'vision-p1' },
      'superseded vision-r7',
    ],
    ['leaves a rejection as it is', says('rejected'), {}, 'rejected'],
    [
      'leaves alone what has become another run',
      { ...approved, run: 'vision-r3' as RunId } as Proposal,
      {},
      'approved vision-r3',
    ],
    ['to drill is no failover', open, { kind: 'drill' }, 'open'],
  ])('%s', (_, proposal, run7, expected) => {
    const now = givenWay(proposal, claim(run7));
    expect([now.state, 'run' in now ? now.run : undefined].filter((part) => part !== undefined).join(' ')).toBe(
      expected,
    );
  });

  test('changes nothing the second time', () => {
    const once = givenWay(open, claim());
    expect(givenWay(once, claim())).toBe(once);
    expect(givenWay(open, undefined)).toBe(open);
  });

  test.each<[Proposal, string]>([
    [open, `${own} is open`],
    [confirmed, `${own} was confirmed by time and evidence at 2026-03-14T09:00:00.000Z`],
    [givenWay(approved, claim({ of: own })), `${own} was approved by ada at 2026-03-14T09:01:00.000Z (vision-r7)`],
    [says('rejected'), `${own} was rejected by ada at 2026-03-14T09:01:00.000Z`],
    [givenWay(open, claim()), `${own} was superseded at 2026-03-14T09:03:00.000Z: vision-r7 was started by grace`],
    [after(['await-time', 'withdraw']) as Proposal, `${own} was withdrawn at 2026-03-14T09:01:00.000Z: because`],
  ])('what became of it is told: %#', (proposal, expected) => {
    expect(fateOf(proposal)).toBe(expected);
  });
});
