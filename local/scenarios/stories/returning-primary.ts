import { serviceHealth } from '../acts/alerting.ts';
import { darken, followRun, lighten } from '../acts/outage.ts';
import { completeUnseen, originsOf, quarantined, settled } from '../acts/returning.ts';
import { familiesOf, familyFailures } from '../families.ts';
import { itemsOf } from '../observe.ts';
import type { Scenario } from '../story.ts';

export const returningPrimary: Scenario = {
  name: 'returning-primary',
  says: 'the primary is cut off and its jobs run on; when it is back, of each original and its copy one lives on',
  expects: {
    kind: 'failover',
    starter: 'automation',
    decided: [{ decision: 'fail-over', reason: 'ProviderAndProbeAgree' }],
  },
  finishedJobs: 0,
  async play(stage) {
    const failures = [];
    await stage.actors.control('/marks', { name: 'fault-begins' });
    await darken(stage, 'primary', 'continue');
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    const run = await followRun(stage);
    const completed = await completeUnseen(stage);
    if (!(await quarantined(stage)))
      failures.push({ code: 'NotQuarantined', message: 'the primary is not quarantined after the failover' });
    await lighten(stage, 'primary');
    await serviceHealth(stage, 'primary', { stage: 'Resolved' });
    await settled(stage);
    const origins = originsOf(await itemsOf(stage, run));
    if ((origins['OriginCompleted'] ?? 0) !== completed.length)
      failures.push({
        code: 'NotSuperseded',
        message: `${completed.length} originals completed unseen: ${JSON.stringify(origins)}`,
      });
    return { origins, failures: [...failures, ...familyFailures(familiesOf(stage.region.simulator.books()))] };
  },
};
