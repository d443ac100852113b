import { serviceHealth } from '../acts/alerting.ts';
import { followRun, regionGoesDark } from '../acts/outage.ts';
import { answerProposal, openProposal, proposalIs } from '../acts/person.ts';
import { comesTo, standsBy } from '../acts/watching.ts';
import type { Scenario } from '../story.ts';

const asked = { decision: 'ask', reason: 'ApprovalMode' } as const;
const rejection = { decision: 'hold', reason: 'Rejected' } as const;
/** The evidence suffices, and automation may still not act by itself. */
const config = { policy: { mode: 'approval' } };

export const approval: Scenario = {
  name: 'approval',
  says: 'the pair wants a person to approve: the evidence suffices, somebody approves the proposal, and the jobs move',
  expects: { kind: 'failover', starter: 'approval', decided: [asked, { decision: 'fail-over', reason: 'Approved' }] },
  finishedJobs: 0,
  config,
  async play(stage) {
    await regionGoesDark(stage);
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    await standsBy(stage, asked, 2);
    const id = await openProposal(stage);
    await answerProposal(stage, id, 'approve');
    await followRun(stage);
    return { proposal: await proposalIs(stage, id, 'approved') };
  },
};

export const rejected: Scenario = {
  name: 'rejected',
  says: 'the pair wants a person to approve, and somebody rejects the proposal: nothing is moved, and nobody is asked again for the same evidence',
  expects: { kind: 'no-run', decided: [asked, rejection] },
  finishedJobs: 0,
  config,
  async play(stage) {
    await regionGoesDark(stage);
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    await comesTo(stage, asked);
    const id = await openProposal(stage);
    await answerProposal(stage, id, 'reject');
    await standsBy(stage, rejection, 5);
    // Of two answers the first counts.
    const late = await stage.actors.api('POST', `/pairs/${stage.region.pairName}/proposals/${id}/approve`, {});
    const proposal = await proposalIs(stage, id, 'rejected');
    return late.status === 409
      ? { proposal }
      : {
          proposal,
          failures: [{ code: 'AnsweredTwice', message: `approving after that was answered ${late.status}` }],
        };
  },
};
