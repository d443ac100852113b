import { isOver } from '../proposal.ts';
import type { ProposalRecord } from '../proposal-record.ts';
import type { Reason } from '../reason.ts';
import { formatInstant } from '../time.ts';

/** A proposal as people see it. What has no meaning in its state is null. */
export type ProposalView = {
  readonly id: string;
  readonly pair: string;
  /** The workspace that would be left. */
  readonly source: string;
  readonly state: string;
  readonly waits: 'for-person' | 'for-time' | null;
  readonly deadline: string | null;
  readonly decision: string;
  readonly reason: Reason;
  readonly accusers: readonly string[];
  readonly evidence: readonly string[];
  readonly proposedAt: string;
  readonly evidenceSince: string;
  /** When it was closed, by whom or because of what, and the run that it has become or gave way to. */
  readonly at: string | null;
  readonly by: string | null;
  readonly because: Reason | null;
  readonly run: string | null;
  readonly answer: {
    readonly says: string;
    readonly by: string;
    readonly at: string;
    readonly reason: string | null;
  } | null;
};

export function proposalView(record: ProposalRecord): ProposalView {
  const { proposal, answer } = record;
  const waits = proposal.state === 'open' ? proposal.waits : null;
  return {
    id: proposal.id,
    pair: proposal.pair,
    source: proposal.source,
    state: proposal.state,
    waits,
    deadline: 'deadline' in proposal ? formatInstant(proposal.deadline) : null,
    decision: record.decision,
    reason: record.reason,
    accusers: proposal.accusers,
    evidence: record.evidence,
    proposedAt: formatInstant(proposal.proposedAt),
    evidenceSince: formatInstant(proposal.evidenceSince),
    at: proposal.state === 'open' ? null : formatInstant(proposal.at),
    by: 'by' in proposal ? proposal.by : null,
    because: 'because' in proposal ? proposal.because : null,
    run: 'run' in proposal ? (proposal.run ?? null) : null,
    answer:
      answer === undefined
        ? null
        : { says: answer.says, by: answer.by, at: formatInstant(answer.at), reason: answer.reason ?? null },
  };
}

/** The proposal of a pair, as long as something can come of it. */
export function pendingView(record: ProposalRecord | undefined): ProposalView | null {
  return record === undefined || isOver(record.proposal) ? null : proposalView(record);
}
