import type { PairConfig } from '../core/config.ts';
import type { Decision } from '../core/decide.ts';
import type { Claim } from '../core/pointer.ts';
import { answerProposal as answered, fateOf, givenWay, type Proposal } from '../core/proposal.ts';
import type { ProposalAnswer, ProposalRecord } from '../core/proposal-record.ts';
import type { Orchestrations } from '../ports.ts';
import type { Deps } from './deps.ts';
import { judgePair } from './watch/judge.ts';

export type AnswerResult =
  | { readonly kind: 'unknown' }
  /** It had been answered, or nothing could come of it any more. */
  | { readonly kind: 'closed'; readonly proposal: Proposal }
  | { readonly kind: 'rejected'; readonly record: ProposalRecord }
  /** What came of the approval: the evidence was read again, and may have gone. */
  | { readonly kind: 'approved'; readonly record: ProposalRecord; readonly decision: Decision; readonly claim?: Claim };

/** Takes a person's answer to a proposal, if it is the first, and carries an approval out at once. */
export async function answerProposal(
  deps: Deps,
  orchestrations: Orchestrations,
  pair: PairConfig,
  id: string,
  given: Omit<ProposalAnswer, 'at'>,
): Promise<AnswerResult> {
  const answer = { ...given, at: deps.clock.now() };
  const taken = await take(deps, pair, id, answer);
  if (taken.kind !== 'taken') return taken;
  const { record } = taken;
  deps.log.info('proposal.answered', { pair: pair.name, proposal: id, says: answer.says, by: answer.by });
  await deps.audit.add({
    at: answer.at,
    who: answer.by,
    what: `answer to ${id}`,
    outcome: {
      code: answer.says === 'approved' ? 'Approved' : 'Rejected',
      message: answer.reason ?? fateOf(record.proposal),
    },
    pair: pair.name,
  });
  if (answer.says === 'rejected') return { kind: 'rejected', record };
  const judged = await judgePair(deps, orchestrations, pair);
  const now = await deps.proposals.get(pair.name, id);
  return { kind: 'approved', record: now?.row ?? record, ...judged };
}

async function take(
  deps: Deps,
  { name }: PairConfig,
  id: string,
  answer: ProposalAnswer,
): Promise<Extract<AnswerResult, { kind: 'unknown' | 'closed' }> | { kind: 'taken'; record: ProposalRecord }> {
  for (;;) {
    const found = await deps.proposals.get(name, id);
    if (found === undefined) return { kind: 'unknown' };
    // A run that began meanwhile has had the last word, whether or not somebody wrote that down.
    const { claim } = await deps.pointers.read(name);
    const result = answered(givenWay(found.row.proposal, claim), answer);
    if (result.kind === 'closed') return result;
    const record = { ...found.row, proposal: result.proposal };
    if ((await deps.proposals.answer(record, answer, found.etag)) === 'written')
      return { kind: 'taken', record: { ...record, answer } };
  }
}
