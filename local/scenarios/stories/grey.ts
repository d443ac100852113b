import { darken, storyBegins } from '../acts/outage.ts';
import { proposalStands } from '../acts/person.ts';
import { standsBy } from '../acts/watching.ts';
import type { Scenario } from '../story.ts';

const probesFail = { decision: 'ask', reason: 'ProbeOnly' } as const;
/** However much of it there is, it is all seen by one pair of eyes. */
const ourViewAlone = { decision: 'ask', reason: 'OurViewOnly' } as const;

// On Azure a single job, or one experiment, would accuse nobody: the thresholds are so low to show it with any --jobs.
const few = { experiments: 1, stuckJobs: 1, silentJobs: 1 };

export const grey: Scenario = {
  name: 'grey',
  says: 'jobs of the primary are stuck in Preparing, and then probes fail as well: our view alone, so a person is asked',
  expects: { kind: 'no-run', decided: [ourViewAlone] },
  finishedJobs: 0,
  config: { policy: { grey: { ...few, stuckFor: '2s' } } },
  async opening({ actors, region, telling }) {
    await actors.control('/faults', { region: region.pair.primary.region, faults: [{ kind: 'stuckPreparing' }] });
    telling.step('jobs of the primary begin, and get stuck while they are prepared');
  },
  async play(stage) {
    await storyBegins(stage);
    await standsBy(stage, ourViewAlone, 2);
    await darken(stage, 'primary');
    await standsBy(stage, ourViewAlone, 5);
    return { proposal: await proposalStands(stage) };
  },
};

export const silence: Scenario = {
  name: 'silence',
  says: 'the primary is black as a hole, its jobs say nothing any more, and neither does Azure: a person is asked',
  expects: { kind: 'no-run', decided: [probesFail, ourViewAlone] },
  finishedJobs: 0,
  // Longer than the reconcile timer takes to ask, so that well-behaved jobs are never silent.
  config: { policy: { grey: { ...few, silentFor: '12s' } } },
  async play(stage) {
    await storyBegins(stage);
    await darken(stage, 'primary', 'freeze', 'blackhole');
    await standsBy(stage, ourViewAlone, 4);
    return { proposal: await proposalStands(stage) };
  },
};
