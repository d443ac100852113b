import { serviceHealth } from '../acts/alerting.ts';
import { followRun, regionGoesDark } from '../acts/outage.ts';
import type { Scenario } from '../story.ts';

export const regionDown: Scenario = {
  name: 'region-down',
  says: 'the primary region goes dark, Service Health raises an alert, and automation fails over',
  expects: {
    kind: 'failover',
    starter: 'automation',
    decided: [{ decision: 'fail-over', reason: 'ProviderAndProbeAgree' }],
  },
  finishedJobs: 2,
  async play(stage) {
    await regionGoesDark(stage);
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    await followRun(stage);
    return {};
  },
};
