import type { Decision } from '../../core/decide.ts';
import { judged, wantsPerson, type ProposalRecord } from '../../core/proposal-record.ts';
import { formatInstant } from '../../core/time.ts';
import type { Versioned } from '../../ports.ts';
import { announce } from '../announce.ts';
import type { Deps } from '../deps.ts';

/**
 * Writes what a judgement made of the pair's proposal over the version that was judged, and tells people when it is
 * theirs. `lost`: somebody answered or judged meanwhile, so the judgement is none any more.
 */
export async function keepProposal(
  deps: Deps,
  decision: Decision,
  stored: Versioned<ProposalRecord> | undefined,
): Promise<'kept' | 'lost'> {
  const { proposal } = decision;
  if (proposal === undefined) return 'kept';
  const before = stored?.row.proposal.id === proposal.id ? stored : undefined;
  const row = judged(before?.row, proposal, decision);
  let etag = before?.etag;
  if (row !== before?.row) {
    const written =
      before === undefined ? await deps.proposals.insert(row) : await deps.proposals.update(row, before.etag);
    if (written.kind === 'lost') return 'lost';
    ({ etag } = written);
    const { pair, id, state } = proposal;
    deps.log.info('proposal', { pair, proposal: id, state, code: decision.reason.code });
  }
  if (etag !== undefined && wantsPerson(row)) await tell(deps, row, etag);
  return 'kept';
}

/** Told first and noted then: if we die in between, it is told again, under the same id. */
async function tell(deps: Deps, row: ProposalRecord, etag: string): Promise<void> {
  const { pair, id, source, accusers, evidenceSince, proposedAt } = row.proposal;
  await announce(deps, {
    type: 'ApprovalRequired',
    pair,
    about: `/proposals/${id}`,
    id: `${id}-approval`,
    at: proposedAt,
    data: {
      proposal: id,
      source,
      reason: { ...row.reason },
      accusers: [...accusers],
      evidence: [...row.evidence],
      evidenceSince: formatInstant(evidenceSince),
    },
  });
  await deps.proposals.update({ ...row, toldAt: deps.clock.now() }, etag);
}
