import { assess, type Assessment } from './assess.ts';
import type { DecideInput, Decision, DecisionCode } from './decision.ts';
import { describe } from './describe.ts';
import { ladder } from './ladder.ts';
import { nextProposal, type Proposal, type ProposalEffect } from './proposal.ts';
import { caseOf, type Case, type Rung } from './rung.ts';
import type { Signal } from './signal.ts';
import { instant, type Instant, type Millis } from './time.ts';

export type { DecideInput, Decision, DecisionCode, LastDrill, LastRun, Readiness } from './decision.ts';

type Verdict = {
  readonly decision: Decision['decision'];
  readonly effect: ProposalEffect;
  readonly reason: Decision['reason'];
};

/** Weighs the evidence about the active workspace of a pair. It only ever judges; acting is the caller's. */
export function decide(input: DecideInput, rungs: readonly Rung[] = ladder): Decision {
  const seen = assess(input);
  const { decision, effect, reason } = climb(rungs, caseOf(input, seen));
  const evidenceSince = beginningOf(seen.evidence, input.now);
  const proposal = nextProposal(input.proposal, effect, {
    pair: input.pair.name,
    source: input.active,
    reason,
    accusers: seen.accusers,
    confirmFor: input.policy.confirmFor,
    rejectedFor: input.policy.rejectedFor,
    now: input.now,
    ...(evidenceSince === undefined ? {} : { evidenceSince }),
  });
  return {
    decision,
    reason,
    at: input.now,
    side: input.active,
    assessment: seen.health,
    evidence: linesOf(seen),
    ...(evidenceSince === undefined ? {} : { evidenceSince }),
    ...(proposal === undefined ? {} : { proposal }),
  };
}

/**
 * Whether nothing changed that is worth a row. Times, evidence and wording go on changing while the decision stands; the
 * assessment and the proposal are part of it, so that what is shown of a pair is never older than what is known.
 */
export function sameDecision(one: Decision, other: Decision): boolean {
  return (
    one.decision === other.decision &&
    one.reason.code === other.reason.code &&
    one.side === other.side &&
    one.assessment === other.assessment &&
    sameProposal(one.proposal, other.proposal)
  );
}

export function sameProposal(one: Proposal | undefined, other: Proposal | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  // Whom a rejection covers depends on who had accused, so that is kept too.
  const accusers = (proposal: Proposal): string => proposal.accusers.join();
  return (
    one.id === other.id &&
    one.state === other.state &&
    deadlineOf(one) === deadlineOf(other) &&
    accusers(one) === accusers(other)
  );
}

function deadlineOf(proposal: Proposal): number | undefined {
  return proposal.state === 'open' && proposal.waits === 'for-time' ? proposal.deadline : undefined;
}

/** Outages that nobody acts upon are shorter, and faults that people have learnt to live with are longer. */
const longestOutage: Millis = 24 * 3_600_000;

/**
 * When the first of the evidence reached us. What has stood for longer than a day is how things are (a firewall keeps
 * our probe from the storage), and began no outage: it does not date what has joined it, and alone it dates a day back.
 */
function beginningOf(evidence: readonly Signal[], now: Instant): Instant | undefined {
  if (evidence.length === 0) return undefined;
  const earliest = now - longestOutage;
  const begun = evidence.map(({ since }) => since).filter((since) => since >= earliest);
  return instant(begun.length === 0 ? earliest : Math.min(...begun));
}

function climb(rungs: readonly Rung[], judged: Case): Verdict {
  for (const { code, decision, effect, says } of rungs) {
    const message = says(judged);
    if (message !== undefined) return { decision, effect, reason: { code, message } };
  }
  // The rungs cover every case; should one not be covered, nothing is done.
  const code: DecisionCode = 'Undecided';
  return { decision: 'hold', effect: 'keep', reason: { code, message: 'no rung of the ladder holds' } };
}

/** What the decision rests on, first what accuses, then what else was seen. */
function linesOf(seen: Assessment): readonly string[] {
  const { evidence, probe, standbyProbe, standbyEvidence, witness, discounted } = seen;
  const seenToo = [probe, ...standbyEvidence, standbyProbe, witness].filter((signal) => signal !== undefined);
  return [...new Set([...evidence, ...seenToo, ...discounted])].map(describe);
}
