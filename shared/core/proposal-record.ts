import type { Decision } from './decision.ts';
import { sameProposal } from './decide.ts';
import { isOver, type Proposal } from './proposal.ts';
import type { Reason } from './reason.ts';
import type { Instant } from './time.ts';

/** What a person said to a proposal. Of each there is one at most: the first. */
export type ProposalAnswer = {
  readonly says: 'approved' | 'rejected';
  readonly by: string;
  readonly at: Instant;
  readonly reason?: string;
};

/** A proposal as it is stored, with the last judgement that changed it: the one place where its state is. */
export type ProposalRecord = {
  readonly proposal: Proposal;
  readonly decision: Decision['decision'];
  readonly reason: Reason;
  readonly evidence: readonly string[];
  /** When people were told that it waits for them. */
  readonly toldAt?: Instant;
  /** Kept whatever becomes of the proposal afterwards. */
  readonly answer?: ProposalAnswer;
};

/** The record after a judgement; the same one when the judgement says nothing new of the proposal. */
export function judged(before: ProposalRecord | undefined, proposal: Proposal, by: Decision): ProposalRecord {
  const isNew = before === undefined || before.proposal.id !== proposal.id;
  if (!isNew && isOver(before.proposal)) return before;
  if (!isNew && sameProposal(before.proposal, proposal) && before.reason.code === by.reason.code) return before;
  return { ...(isNew ? {} : before), proposal, decision: by.decision, reason: by.reason, evidence: by.evidence };
}

/** Whether a person has to be told of it: it waits for one, and nobody was told yet. */
export function wantsPerson({ proposal, decision, toldAt }: ProposalRecord): boolean {
  return proposal.state === 'open' && proposal.waits === 'for-person' && decision === 'ask' && toldAt === undefined;
}
