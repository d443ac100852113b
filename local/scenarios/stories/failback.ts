import { serviceHealth } from '../acts/alerting.ts';
import { askForFailback, copiesKnown, failBack, outcomeFailures } from '../acts/homecoming.ts';
import { darken, followRun, lighten } from '../acts/outage.ts';
import { settled } from '../acts/returning.ts';
import { familiesOf, familyFailures, isAlive } from '../families.ts';
import { itemsOf } from '../observe.ts';
import type { Failure } from '../result.ts';
import type { Scenario } from '../story.ts';

const acted = { decision: 'fail-over', reason: 'ProviderAndProbeAgree' } as const;

export const failback: Scenario = {
  name: 'failback',
  says: 'the whole cycle: the primary fails, its jobs are moved, it comes back, is settled, and a person leads them home',
  expects: {
    kind: 'runs',
    decided: [acted],
    runs: [
      { kind: 'failover', starter: 'automation', source: 'primary' },
      { kind: 'failback', starter: 'person', source: 'secondary' },
    ],
    accounts: 0,
    activeAfter: 'primary',
    epoch: 2,
  },
  finishedJobs: 0,
  async play(stage) {
    const failures: Failure[] = [];
    const refused = async (when: string, code: string): Promise<void> => {
      const asked = await askForFailback(stage);
      if (asked.status !== 409 || ![asked.code, ...asked.reasons].includes(code))
        failures.push({ code: 'NotRefused', message: `${when} a failback was answered with ${JSON.stringify(asked)}` });
      else stage.telling.step(`${when} a failback is refused: ${[asked.code, ...asked.reasons].join(', ')}`);
    };
    await refused('before anything has happened', 'NothingToFailBack');
    await stage.actors.control('/marks', { name: 'fault-begins' });
    await darken(stage, 'primary', 'continue');
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    const away = await followRun(stage);
    await refused('while the primary is away', 'Quarantined');
    await lighten(stage, 'primary');
    await serviceHealth(stage, 'primary', { stage: 'Resolved' });
    await settled(stage);
    await copiesKnown(stage, await itemsOf(stage, away));
    const home = await followRun(stage, await failBack(stage));
    const families = familiesOf(stage.region.simulator.books());
    const { id } = stage.region.pair.primary;
    const abroad = families.flatMap(({ members }) =>
      members.filter((member) => isAlive(member) && !member.id.startsWith(id.toLowerCase())),
    );
    return {
      failures: [
        ...failures,
        ...outcomeFailures(await itemsOf(stage, home), 'verified'),
        ...familyFailures(families),
        ...abroad.map((member) => ({ code: 'NotHome', message: `${member.id} is ${member.status}` })),
      ],
    };
  },
};
