import { storageHealth } from '../acts/alerting.ts';
import { storyBegins } from '../acts/outage.ts';
import { proposalStands } from '../acts/person.ts';
import { signalOf, standsBy } from '../acts/watching.ts';
import type { Scenario } from '../story.ts';
import { until } from '../wait.ts';

const storageOnly = { decision: 'ask', reason: 'StorageOnly' } as const;

export const partial: Scenario = {
  name: 'partial',
  says: 'only the storage of the primary fails, for Azure and for us: at most a proposal, and no automatic switch',
  expects: { kind: 'no-run', decided: [storageOnly] },
  finishedJobs: 0,
  async play(stage) {
    const { actors, region, telling } = stage;
    await storyBegins(stage);
    const faults = [{ kind: '5xx', on: 'storage', status: 503 }];
    await actors.control('/faults', { region: region.pair.primary.region, faults });
    telling.step(`${region.pair.primary.storageAccount} answers every call with 503`);
    await storageHealth(stage, 'primary', { cause: 'PlatformInitiated', status: 'Active' });
    // Two groups, and still not enough: nothing is said of the workspace itself.
    await until('a probe of the storage that fails', () =>
      signalOf(stage, { source: 'probe', side: 'primary', subject: 'storage', state: 'unreachable' }),
    );
    await standsBy(stage, storageOnly, 5);
    return { proposal: await proposalStands(stage) };
  },
};
