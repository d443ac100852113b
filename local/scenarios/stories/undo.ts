import { serviceHealth } from '../acts/alerting.ts';
import { copiesKnown, failBack, outcomeFailures } from '../acts/homecoming.ts';
import { darken, followRun, lighten } from '../acts/outage.ts';
import { originsOf, settled } from '../acts/returning.ts';
import { familiesOf, familyFailures, isAlive } from '../families.ts';
import { itemsOf } from '../observe.ts';
import type { Scenario } from '../story.ts';

export const undo: Scenario = {
  name: 'undo',
  says: 'a failover that was none: the way was cut and the jobs ran on; a person undoes it, and the originals go on',
  expects: {
    kind: 'runs',
    decided: [{ decision: 'fail-over', reason: 'ProviderAndProbeAgree' }],
    runs: [
      { kind: 'failover', starter: 'automation', source: 'primary' },
      { kind: 'failback', starter: 'person', source: 'secondary' },
    ],
    accounts: 0,
    activeAfter: 'primary',
    epoch: 2,
  },
  finishedJobs: 0,
  // The person is faster than the settlement, which would cancel the originals.
  config: { policy: { settleAfter: '5m' } },
  async play(stage) {
    await stage.actors.control('/marks', { name: 'fault-begins' });
    await darken(stage, 'primary', 'continue');
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    const away = await followRun(stage);
    await lighten(stage, 'primary');
    await serviceHealth(stage, 'primary', { stage: 'Resolved' });
    await copiesKnown(stage, await itemsOf(stage, away));
    const home = await followRun(stage, await failBack(stage, { keep: 'origins' }));
    await settled(stage);
    const families = familiesOf(stage.region.simulator.books());
    // Nobody has touched the originals: each is what lives of its family.
    const lost = families.filter(
      ({ root, members }) => !members.some((member) => member.id === root && isAlive(member)),
    );
    return {
      origins: originsOf(await itemsOf(stage, away)),
      failures: [
        ...outcomeFailures(await itemsOf(stage, home), 'superseded'),
        ...familyFailures(families),
        ...lost.map(({ root }) => ({ code: 'OriginEnded', message: `${root} does not live any more` })),
      ],
    };
  },
};
