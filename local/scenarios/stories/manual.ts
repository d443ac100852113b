import { followRun, regionGoesDark } from '../acts/outage.ts';
import { startByHand } from '../acts/person.ts';
import type { Scenario } from '../story.ts';

export const manual: Scenario = {
  name: 'manual',
  says: 'the primary region goes dark, no alert comes, and a person starts the failover',
  expects: { kind: 'failover', starter: 'person', decided: [{ decision: 'hold', reason: 'RunInProgress' }] },
  finishedJobs: 2,
  async play(stage) {
    await regionGoesDark(stage);
    const run = await startByHand(stage, { kind: 'failover', reason: 'the region does not answer' });
    const second = await stage.actors.api('POST', `/pairs/${stage.region.pairName}/runs`, {
      kind: 'failover',
      reason: 'the region does not answer',
    });
    await followRun(stage);
    const named = (second.body as { run?: string }).run;
    if (second.status === 409 && named === run) return {};
    const message = `a second start was answered with ${second.status} and named ${named}`;
    return { failures: [{ code: 'SecondRunStarted', message }] };
  },
};
