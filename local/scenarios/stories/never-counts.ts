import { serviceHealth, storageHealth } from '../acts/alerting.ts';
import { darken, lighten, storyBegins } from '../acts/outage.ts';
import { comesTo, standsBy } from '../acts/watching.ts';
import type { Scenario, Stage } from '../story.ts';

/*
 * Alerts that are recorded and never count. That shows only where something else accuses the workspace: were the alert
 * evidence, there would be two groups, and automation would act.
 */
const calm = { decision: 'hold', reason: 'NoEvidence' } as const;
const ourViewAlone = { decision: 'ask', reason: 'ProbeOnly' } as const;

type Said = 'begins' | 'ends';

async function besideFailingProbes(stage: Stage, alert: (said: Said) => Promise<void>): Promise<void> {
  await storyBegins(stage);
  await alert('begins');
  await standsBy(stage, calm, 3);
  await darken(stage, 'primary', 'continue');
  await standsBy(stage, ourViewAlone, 4);
  await lighten(stage, 'primary');
  await alert('ends');
  await comesTo(stage, calm);
}

export const maintenance: Scenario = {
  name: 'maintenance',
  says: 'planned maintenance takes the primary away for a while: our view is alone, so a person is asked and nothing is moved',
  expects: { kind: 'no-run', decided: [calm, ourViewAlone, calm] },
  finishedJobs: 0,
  async play(stage) {
    await besideFailingProbes(stage, (said) =>
      serviceHealth(stage, 'primary', {
        incidentType: 'Maintenance',
        trackingId: 'GK2S-9TZ',
        stage: said === 'begins' ? 'Active' : 'Resolved',
      }),
    );
    return {};
  },
};

export const userStopped: Scenario = {
  name: 'user-stopped',
  says: 'somebody stops the storage of the primary (UserInitiated), and its region cannot be reached: a person is asked, nothing is moved',
  expects: { kind: 'no-run', decided: [calm, ourViewAlone, calm] },
  finishedJobs: 0,
  async play(stage) {
    await besideFailingProbes(stage, (said) =>
      storageHealth(stage, 'primary', { cause: 'UserInitiated', status: said === 'begins' ? 'Active' : 'Resolved' }),
    );
    return {};
  },
};
