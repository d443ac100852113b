import type { PairConfig } from '../../core/config.ts';
import { decide, sameDecision, type Decision } from '../../core/decide.ts';
import type { Claim } from '../../core/pointer.ts';
import type { Orchestrations } from '../../ports.ts';
import { announce } from '../announce.ts';
import type { Deps } from '../deps.ts';
import { startRunFrom } from '../start-run.ts';
import { gather } from './gather.ts';
import { keepProposal } from './keep-proposal.ts';

export type Judged = { readonly decision: Decision; readonly claim?: Claim };

/**
 * Weighs all evidence about a pair, keeps what changed, and acts. The proposal is kept first: who acts has it in the
 * store as it was judged, so an answer that came between is never run over.
 */
export async function judgePair(deps: Deps, orchestrations: Orchestrations, pair: PairConfig): Promise<Judged> {
  for (;;) {
    const { input, last, stored } = await gather(deps, pair);
    const decision = decide(input);
    if ((await keepProposal(deps, decision, stored)) === 'lost') continue;
    if (last === undefined || !sameDecision(last, decision)) await keepDecision(deps, pair, decision);
    return decision.decision === 'fail-over' ? act(deps, orchestrations, pair, decision) : { decision };
  }
}

async function keepDecision(deps: Deps, { name }: PairConfig, decision: Decision): Promise<void> {
  const { reason, side, at, evidence } = decision;
  await deps.signals.putDecision(name, decision);
  deps.log.info('decision', { pair: name, decision: decision.decision, code: reason.code, side });
  await announce(deps, {
    type: 'DecisionMade',
    pair: name,
    about: '',
    id: `${name}-decision-${at}`,
    at,
    data: { decision: decision.decision, reason: { ...reason }, evidence: [...evidence] },
  });
}

async function act(
  deps: Deps,
  orchestrations: Orchestrations,
  { name }: PairConfig,
  decision: Decision,
): Promise<Judged> {
  const { proposal, reason, side, evidenceSince } = decision;
  const request = {
    pair: name,
    kind: 'failover',
    mode: 'forced',
    reason,
    by: proposal?.state === 'approved' ? proposal.by : 'automation',
    ...(proposal === undefined ? {} : { proposal: proposal.id }),
    ...(evidenceSince === undefined ? {} : { evidenceSince }),
  } as const;
  // Away from the workspace that was judged, and from no other: somebody may have switched meanwhile.
  const started = await startRunFrom(deps, orchestrations, request, side);
  if (started.kind === 'started') return { decision, claim: started.claim };
  if (started.kind === 'moved') deps.log.info('decision.overtaken', { pair: name, side });
  return { decision };
}
