import { availability } from '../acts/alerting.ts';
import { followRun, regionGoesDark } from '../acts/outage.ts';
import type { Scenario } from '../story.ts';

export const secondView: Scenario = {
  name: 'second-view',
  says: 'Azure says nothing, but an availability test from elsewhere fails as our probes do, and automation fails over',
  expects: {
    kind: 'failover',
    starter: 'automation',
    decided: [{ decision: 'fail-over', reason: 'SecondViewAgrees' }],
  },
  finishedJobs: 0,
  async play(stage) {
    await regionGoesDark(stage);
    await availability(stage, 'primary', 'Fired');
    await followRun(stage);
    return {};
  },
};
