import type { PairName, RunId, Side } from './ids.ts';
import type { Claim } from './pointer.ts';
import type { Reason } from './reason.ts';
import type { Group } from './signal.ts';
import { formatInstant, plus, type Instant, type Millis } from './time.ts';

type Proposed = {
  /** `<pair>-p<instant>`: derived, so that a repeated judgement opens nothing twice. */
  readonly id: string;
  readonly pair: PairName;
  readonly source: Side;
  readonly reason: Reason;
  /** Who accused the workspace when it was last judged. */
  readonly accusers: readonly Group[];
  readonly proposedAt: Instant;
  readonly evidenceSince: Instant;
};

/**
 * A failover that was put forward and claims nothing. It ends by time and evidence (`confirmed`), by a person
 * (`approved`, `rejected`), by the evidence going away (`withdrawn`), or by a run that somebody started (`superseded`).
 */
export type Proposal = Proposed &
  (
    | { readonly state: 'open'; readonly waits: 'for-person' }
    /** Confirmed at the deadline, if the evidence then is what it was, without a break. */
    | { readonly state: 'open'; readonly waits: 'for-time'; readonly deadline: Instant }
    /** `run`: what it has become. */
    | { readonly state: 'confirmed'; readonly at: Instant; readonly run?: RunId }
    | { readonly state: 'approved'; readonly at: Instant; readonly by: string; readonly run?: RunId }
    | { readonly state: 'rejected'; readonly at: Instant; readonly by: string }
    | { readonly state: 'withdrawn'; readonly at: Instant; readonly because: Reason }
    | { readonly state: 'superseded'; readonly at: Instant; readonly because: Reason; readonly run?: RunId }
  );

/** What a judgement means for a proposal; each rung of the ladder has one. */
export type ProposalEffect =
  /** Two groups agree: the clock runs. */
  | 'await-time'
  /** A person has to decide. */
  | 'await-person'
  /** The time has passed and the evidence stands. */
  | 'confirm'
  /** Nothing can be done now, but the suspicion stands: a person may still approve. The clock starts anew. */
  | 'keep'
  /** There is nothing to propose any more. */
  | 'withdraw'
  /** A run has begun. */
  | 'supersede';

export type ProposalFacts = {
  readonly pair: PairName;
  readonly source: Side;
  readonly reason: Reason;
  readonly accusers: readonly Group[];
  readonly evidenceSince?: Instant;
  readonly confirmFor: Millis;
  readonly rejectedFor: Millis;
  readonly now: Instant;
};

/** The pair's proposal after a judgement; undefined when there is none. A closed one is returned once, as it closes. */
export function nextProposal(
  last: Proposal | undefined,
  effect: ProposalEffect,
  facts: ProposalFacts,
): Proposal | undefined {
  const before = standing(last, facts);
  switch (effect) {
    case 'supersede':
      // What was confirmed or approved has become that run.
      return before?.state === 'open' ? close(before, 'superseded', facts) : keptRejection(before);
    case 'withdraw':
      return before === undefined || before.state === 'rejected' ? before : close(before, 'withdrawn', facts);
    case 'keep':
      if (before?.state === 'open') return { ...proposedOf(before), state: 'open', waits: 'for-person' };
      // What was confirmed has to be confirmed again; a person's word stands.
      return before?.state === 'confirmed' ? close(before, 'withdrawn', facts) : before;
    case 'await-person':
      return { ...refreshed(before, facts), state: 'open', waits: 'for-person' };
    case 'await-time': {
      const deadline = isTimed(before) ? before.deadline : plus(facts.now, facts.confirmFor);
      return { ...refreshed(before, facts), state: 'open', waits: 'for-time', deadline };
    }
    case 'confirm':
      return before?.state === 'approved' || before?.state === 'confirmed'
        ? before
        : { ...refreshed(before, facts), state: 'confirmed', at: facts.now };
  }
}

/** What a person says to a proposal. Only an open one takes an answer, so that of two answers the first counts. */
export function answerProposal(
  proposal: Proposal,
  answer: { readonly says: 'approved' | 'rejected'; readonly by: string; readonly at: Instant },
): { readonly kind: 'taken'; readonly proposal: Proposal } | { readonly kind: 'closed'; readonly proposal: Proposal } {
  if (proposal.state !== 'open') return { kind: 'closed', proposal };
  return { kind: 'taken', proposal: { ...proposedOf(proposal), state: answer.says, at: answer.at, by: answer.by } };
}

/**
 * The pair's proposal in the light of its last claim: the claim is where a run wins or loses, so it is believed. What
 * was confirmed or approved has become the run that names it, and anything else that was put forward before gives way.
 */
export function givenWay(proposal: Proposal, claim: Pick<Claim, 'order' | 'state'> | undefined): Proposal {
  if (claim === undefined || claim.order.kind === 'drill' || isOver(proposal)) return proposal;
  const { run, by, claimedAt } = claim.order;
  // A run that had ended before is no answer to what was put forward since.
  if (claim.state === 'ended' && claimedAt < proposal.proposedAt) return proposal;
  const isHis = claim.order.proposal === proposal.id;
  if (isHis && (proposal.state === 'approved' || proposal.state === 'confirmed')) return { ...proposal, run };
  const because = { code: 'RunStarted', message: `${run} was started by ${by}` };
  return { ...proposedOf(proposal), state: 'superseded', at: claimedAt, because, run };
}

/** Whether nothing can come of it any more. A rejection is over, too, and is remembered. */
export function isOver(proposal: Proposal): boolean {
  switch (proposal.state) {
    case 'open':
      return false;
    case 'confirmed':
    case 'approved':
      return proposal.run !== undefined;
    case 'rejected':
    case 'withdrawn':
    case 'superseded':
      return true;
  }
}

/** What a proposal has become, for people. */
export function fateOf(proposal: Proposal): string {
  const at = proposal.state === 'open' ? '' : ` at ${formatInstant(proposal.at)}`;
  const ran = 'run' in proposal && proposal.run !== undefined ? ` (${proposal.run})` : '';
  switch (proposal.state) {
    case 'open':
      return `${proposal.id} is open`;
    case 'confirmed':
      return `${proposal.id} was confirmed by time and evidence${at}${ran}`;
    case 'approved':
    case 'rejected':
      return `${proposal.id} was ${proposal.state} by ${proposal.by}${at}${ran}`;
    case 'withdrawn':
    case 'superseded':
      return `${proposal.id} was ${proposal.state}${at}: ${proposal.because.message}`;
  }
}

/** Whether the time for second thoughts is over: the deadline has come, or it was confirmed before and nothing ran yet. */
export function isRipe(proposal: Proposal | undefined, source: Side, now: Instant): boolean {
  if (proposal === undefined || proposal.source !== source) return false;
  return proposal.state === 'confirmed' || (isTimed(proposal) && now >= proposal.deadline);
}

/** Whether a person has said no to this very evidence, and not too long ago. A group that joined since is new. */
export function isRejected(
  proposal: Proposal | undefined,
  facts: Pick<ProposalFacts, 'source' | 'accusers' | 'rejectedFor' | 'now'>,
): boolean {
  return (
    proposal?.state === 'rejected' &&
    proposal.source === facts.source &&
    facts.now < plus(proposal.at, facts.rejectedFor) &&
    facts.accusers.every((group) => proposal.accusers.includes(group))
  );
}

/** Of what was proposed before, that which still has a meaning. */
function standing(last: Proposal | undefined, facts: ProposalFacts): Proposal | undefined {
  if (last === undefined || last.source !== facts.source) return undefined;
  if (last.state === 'withdrawn' || last.state === 'superseded') return undefined;
  // A rejection outlives a break in the evidence: a flapping workspace would else be proposed again and again.
  if (last.state === 'rejected') return facts.now < plus(last.at, facts.rejectedFor) ? last : undefined;
  return last;
}

function keptRejection(proposal: Proposal | undefined): Proposal | undefined {
  return proposal?.state === 'rejected' ? proposal : undefined;
}

function isTimed(proposal: Proposal | undefined): proposal is Extract<Proposal, { waits: 'for-time' }> {
  return proposal?.state === 'open' && proposal.waits === 'for-time';
}

function proposedOf({ id, pair, source, reason, accusers, proposedAt, evidenceSince }: Proposal): Proposed {
  return { id, pair, source, reason, accusers, proposedAt, evidenceSince };
}

/** The open proposal with what is known now, or a new one. */
function refreshed(before: Proposal | undefined, facts: ProposalFacts): Proposed {
  const { pair, source, reason, accusers, now, evidenceSince = now } = facts;
  return before?.state === 'open'
    ? { ...proposedOf(before), reason, accusers }
    : { id: `${pair}-p${now}`, pair, source, reason, accusers, proposedAt: now, evidenceSince };
}

function close(proposal: Proposal, state: 'withdrawn' | 'superseded', { reason, now }: ProposalFacts): Proposal {
  return { ...proposedOf(proposal), state, at: now, because: reason };
}
