import { serviceHealth } from '../acts/alerting.ts';
import { darken, lighten, regionGoesDark } from '../acts/outage.ts';
import { comesTo, standsBy } from '../acts/watching.ts';
import type { Scenario } from '../story.ts';

const unreachable = { decision: 'hold', reason: 'StandbyUnreachable' } as const;
const unhealthy = { decision: 'hold', reason: 'StandbyUnhealthy' } as const;

export const standbyDown: Scenario = {
  name: 'standby-down',
  says: 'the primary goes down while the standby is down, or said to be: moving would help nobody',
  expects: { kind: 'no-run', decided: [unreachable, unhealthy] },
  finishedJobs: 0,
  async play(stage) {
    await darken(stage, 'secondary');
    await serviceHealth(stage, 'secondary', { stage: 'Active', trackingId: 'ML4T-WUS' });
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    // Suspected, and nowhere to go.
    await comesTo(stage, unreachable);
    await regionGoesDark(stage);
    await standsBy(stage, unreachable, 4);
    await lighten(stage, 'secondary');
    // It answers, but Azure still reports an incident there.
    await standsBy(stage, unhealthy, 4);
    return {};
  },
};
