import type { Brake } from '../brake.ts';
import type { Decision } from '../decide.ts';
import type { LedgerJob } from '../job.ts';
import type { ActivePointer, Claim } from '../pointer.ts';
import type { ProposalRecord } from '../proposal-record.ts';
import type { Reason } from '../reason.ts';
import type { Run } from '../run.ts';
import { isStray, switchesOf } from '../stray.ts';
import { formatInstant } from '../time.ts';
import { pendingView, type ProposalView } from './proposal.ts';
import { quarantineView, type QuarantineView } from './quarantine.ts';

export type DecisionView = {
  readonly assessment: string;
  readonly decision: string;
  readonly reason: Reason;
  readonly at: string;
  readonly evidence: readonly string[];
  readonly evidenceSince: string | null;
};

export type PairView = {
  readonly pair: string;
  readonly active: string;
  readonly epoch: number;
  readonly since: string | null;
  readonly reason: Reason;
  readonly by: string;
  readonly run: string | null;
  readonly proposal: ProposalView | null;
  readonly paused: { readonly by: string; readonly at: string; readonly reason: string } | null;
  /** The last run whose work somebody has looked at. */
  readonly acknowledged: { readonly run: string; readonly by: string; readonly at: string } | null;
  readonly assessment: DecisionView | null;
  readonly counts: { readonly primary: number; readonly secondary: number };
  readonly quarantine: QuarantineView | null;
  /** Live jobs that somebody submitted to the workspace that was not active then. */
  readonly strays: number;
};

/** What is known of a pair. */
export type PairFacts = {
  readonly active: ActivePointer;
  readonly claim: Claim | undefined;
  readonly last: Decision | undefined;
  readonly proposal: ProposalRecord | undefined;
  readonly brake: Brake;
  readonly live: readonly LedgerJob[];
  readonly runs: readonly Run[];
};

export function pairView({ active, claim, last, proposal, brake, live, runs }: PairFacts): PairView {
  const { paused, acknowledged } = brake;
  const switches = switchesOf(runs);
  return {
    pair: active.pair,
    active: active.active,
    epoch: active.epoch,
    since: active.epoch === 0 ? null : formatInstant(active.since),
    reason: active.reason,
    by: active.by,
    run: claim === undefined || claim.state === 'ended' ? null : claim.order.run,
    proposal: pendingView(proposal),
    paused: paused === undefined ? null : { ...paused, at: formatInstant(paused.at) },
    acknowledged: acknowledged === undefined ? null : { ...acknowledged, at: formatInstant(acknowledged.at) },
    assessment: last === undefined ? null : decisionView(last),
    counts: {
      primary: live.filter(({ side }) => side === 'primary').length,
      secondary: live.filter(({ side }) => side === 'secondary').length,
    },
    quarantine: quarantineView(runs, active.active),
    strays: live.filter((job) => isStray(job, switches)).length,
  };
}

export function decisionView({ assessment, decision, reason, at, evidence, evidenceSince }: Decision): DecisionView {
  return {
    assessment,
    decision,
    reason,
    at: formatInstant(at),
    evidence,
    evidenceSince: evidenceSince === undefined ? null : formatInstant(evidenceSince),
  };
}
