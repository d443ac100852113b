import { followRun, storyBegins } from '../acts/outage.ts';
import { startByHand } from '../acts/person.ts';
import { aliveTogether } from '../alive-together.ts';
import type { Failure } from '../result.ts';
import type { Scenario, Stage } from '../story.ts';

/** Nobody at any instant ran beside its own copy: the books say so, and not the app. */
export function neverTwice({ region, telling }: Stage): { together: number; failures: readonly Failure[] } {
  const twice = aliveTogether(region.simulator.books());
  telling.step(
    twice.length === 0
      ? 'the books show no instant at which a job and its copy were both alive'
      : `${twice.length} jobs were alive beside their copies`,
  );
  const failures = twice.map((id) => ({
    code: 'AliveTogether',
    message: `${id.split('/').at(-1)} was alive at an instant at which its copy was alive as well`,
  }));
  return { together: twice.length, failures };
}

export const planned: Scenario = {
  name: 'planned',
  says: 'both regions are well, and a person moves to the secondary: each job ends before its copy begins',
  expects: { kind: 'failover', starter: 'person', decided: [{ decision: 'hold', reason: 'RunInProgress' }] },
  finishedJobs: 2,
  async play(stage) {
    await storyBegins(stage);
    const run = await startByHand(stage, {
      kind: 'failover',
      mode: 'planned',
      reason: 'maintenance of the East US site',
    });
    await followRun(stage, run);
    return neverTwice(stage);
  },
};

export const evacuate: Scenario = {
  name: 'evacuate',
  says: 'the pointer moves and the jobs stay to finish; then the region they drain in dies, and they are evacuated',
  expects: {
    kind: 'runs',
    runs: [
      { kind: 'failover', starter: 'person', source: 'primary' },
      { kind: 'evacuate', starter: 'person', source: 'primary' },
    ],
    accounts: 1,
    activeAfter: 'secondary',
    epoch: 1,
    decided: [{ decision: 'hold', reason: 'RunInProgress' }],
  },
  finishedJobs: 0,
  async play(stage) {
    const { actors, region, telling } = stage;
    const first = await startByHand(stage, {
      kind: 'failover',
      inFlight: 'finish',
      reason: 'new work goes to the secondary from now on',
    });
    const { counts } = await followRun(stage, first);
    telling.step(`the pointer has moved, and ${counts['skipped']} jobs are left to finish where they are`);
    await actors.control('/marks', { name: 'fault-begins' });
    await actors.control('/dark', { region: region.pair.primary.region, mode: 'reset' });
    telling.step('the region in which they drain goes dark');
    const second = await startByHand(stage, { kind: 'evacuate', reason: 'the draining region is gone' });
    await followRun(stage, second);
    return {};
  },
};
