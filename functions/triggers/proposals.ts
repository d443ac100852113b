import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { PairConfig } from '../../shared/core/config.ts';
import { parseAnswer } from '../../shared/core/operator-command.ts';
import { invalid, notFound, proposalClosed } from '../../shared/core/problem.ts';
import { fateOf } from '../../shared/core/proposal.ts';
import type { ProposalAnswer } from '../../shared/core/proposal-record.ts';
import { decisionView } from '../../shared/core/view/pair.ts';
import { proposalView } from '../../shared/core/view/proposal.ts';
import type { Orchestrations } from '../../shared/ports.ts';
import { answerProposal, type AnswerResult } from '../../shared/work/answer-proposal.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { callerOf, json, page, problem, readJson, withPair } from './answer.ts';

const mostProposals = 1_000;

export function listProposals(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const records = await deps.proposals.list(pair.name, mostProposals);
    return page(request, records, ({ proposal }) => proposal.id, proposalView);
  });
}

export function approveProposal(
  deps: Deps,
  request: HttpRequest,
  orchestrations: Orchestrations,
): Promise<HttpResponseInit> {
  return answer(deps, request, orchestrations, 'approved');
}

export function rejectProposal(
  deps: Deps,
  request: HttpRequest,
  orchestrations: Orchestrations,
): Promise<HttpResponseInit> {
  return answer(deps, request, orchestrations, 'rejected');
}

function answer(
  deps: Deps,
  request: HttpRequest,
  orchestrations: Orchestrations,
  says: ProposalAnswer['says'],
): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const read = await readJson(request, {});
    if (!read.ok) return read.answer;
    const parsed = parseAnswer(read.body);
    if (parsed.kind === 'invalid') return problem(invalid('InvalidBody', parsed.problems));
    const id = request.params['proposal'] ?? '';
    const given = { says, by: callerOf(request), ...parsed.command };
    return answerOf(pair, id, await answerProposal(deps, orchestrations, pair, id, given));
  });
}

function answerOf({ name }: PairConfig, id: string, result: AnswerResult): HttpResponseInit {
  switch (result.kind) {
    case 'unknown':
      return problem(
        notFound(
          'ProposalNotFound',
          `The pair ${name} has no proposal ${JSON.stringify(id)}; GET /api/pairs/${name}/proposals lists them.`,
        ),
      );
    case 'closed': {
      const { proposal } = result;
      const run = 'run' in proposal ? proposal.run : undefined;
      return problem(proposalClosed(`${fateOf(proposal)}; it takes no answer any more.`, proposal.id, run));
    }
    case 'rejected':
      return json(200, proposalView(result.record));
    case 'approved': {
      const body = { ...proposalView(result.record), judged: decisionView(result.decision) };
      // Approved, and something is in the way: `judged` says what. It is tried again at each look.
      if (body.run === null) return json(200, body);
      return json(202, body, { location: `/api/pairs/${name}/runs/${body.run}` });
    }
  }
}
