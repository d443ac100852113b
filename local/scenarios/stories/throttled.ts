import { storyBegins } from '../acts/outage.ts';
import { signalOf, standsBy } from '../acts/watching.ts';
import type { Scenario } from '../story.ts';
import { until } from '../wait.ts';

const calm = { decision: 'hold', reason: 'NoEvidence' } as const;

export const throttled: Scenario = {
  name: 'throttled',
  says: 'ARM answers every call for the primary with 429: that is no evidence, and nothing is moved',
  expects: { kind: 'no-run', decided: [calm] },
  finishedJobs: 0,
  async play(stage) {
    const { actors, region, telling } = stage;
    await storyBegins(stage);
    // A bucket that never holds a whole token refuses every call.
    const faults = [{ kind: 'throttle', bucket: { size: 0.1, perSecond: 0.01 } }];
    await actors.control('/faults', { region: region.pair.primary.region, faults });
    telling.step('every call for the primary is answered with 429');
    await until('a throttled probe', () =>
      signalOf(stage, { source: 'probe', side: 'primary', subject: 'control-plane', state: 'throttled' }),
    );
    await standsBy(stage, calm, 5);
    return {};
  },
};
