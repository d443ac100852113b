import type { Proofs } from '../result.ts';
import type { Stage } from '../story.ts';
import { ScenarioFailure, until } from '../wait.ts';

/** A person starts a run over HTTP. @returns its id. */
export async function startByHand(
  { actors, region, telling }: Stage,
  body: { readonly kind: string; readonly reason: string } & Readonly<Record<string, unknown>>,
): Promise<string> {
  const answer = await actors.api('POST', `/pairs/${region.pairName}/runs`, body);
  if (answer.status !== 202)
    throw new ScenarioFailure(
      'StartRefused',
      `the start was answered with ${answer.status}: ${JSON.stringify(answer.body)}`,
    );
  const { run } = answer.body as { run: string };
  telling.step(`a person starts the ${body.kind} ${run}: ${body.reason}`);
  return run;
}

type ProposalBody = {
  readonly id: string;
  readonly state: string;
  readonly reason: { readonly code: string };
  readonly by?: string | null;
};

async function proposals(stage: Stage): Promise<readonly ProposalBody[]> {
  return (await stage.get<{ value: ProposalBody[] }>('/proposals')).value;
}

/** The proposal that waits for an answer, as the pair shows it. @returns its id. */
export async function openProposal(stage: Stage): Promise<string> {
  return until('an open proposal', async () => {
    const { proposal } = await stage.get<{ proposal: ProposalBody | null }>('');
    return proposal?.state === 'open' ? proposal.id : undefined;
  });
}

/** What is put forward, and waits for a person. */
export async function proposalStands(stage: Stage): Promise<NonNullable<Proofs['proposal']>> {
  return proposalIs(stage, await openProposal(stage), 'open');
}

/** A person answers a proposal over HTTP. */
export async function answerProposal(
  { actors, region, telling }: Stage,
  id: string,
  answer: 'approve' | 'reject',
): Promise<void> {
  const reason = answer === 'approve' ? 'it is down, I have looked' : 'it is being mended, wait';
  const { status, body } = await actors.api('POST', `/pairs/${region.pairName}/proposals/${id}/${answer}`, { reason });
  if (status >= 300)
    throw new ScenarioFailure('AnswerRefused', `${answer} was answered with ${status}: ${JSON.stringify(body)}`);
  telling.step(`a person says: ${answer} ${id}: ${reason}`);
}

/** Waits until the proposal is in that state, and says who brought it there. */
export async function proposalIs(stage: Stage, id: string, state: string): Promise<NonNullable<Proofs['proposal']>> {
  const found = await until(`the proposal ${id} to be ${state}`, async () =>
    (await proposals(stage)).find((each) => each.id === id && each.state === state),
  );
  return { state: found.state, reason: found.reason.code, by: found.by ?? null };
}
