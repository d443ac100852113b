import { serviceHealth } from '../acts/alerting.ts';
import { darken, lighten, storyBegins } from '../acts/outage.ts';
import { comesTo, standsBy } from '../acts/watching.ts';
import type { Scenario } from '../story.ts';

const confirming = { decision: 'hold', reason: 'Confirming' } as const;
const calm = { decision: 'hold', reason: 'NoEvidence' } as const;

export const flap: Scenario = {
  name: 'flap',
  says: 'an alert and failing probes agree, and both are over within the confirmation window: nothing is moved',
  expects: { kind: 'no-run', decided: [confirming, calm] },
  finishedJobs: 0,
  // Long enough for the story to end it, short enough to be outlived by the looks below.
  config: { policy: { confirmFor: '8s' } },
  async play(stage) {
    await storyBegins(stage);
    await darken(stage, 'primary', 'continue');
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    await comesTo(stage, confirming);
    await lighten(stage, 'primary');
    await serviceHealth(stage, 'primary', { stage: 'Resolved' });
    await standsBy(stage, calm, 8);
    return {};
  },
};
