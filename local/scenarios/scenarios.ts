import type { Scenario } from './story.ts';
import { crash } from './crash.ts';
import { fidelity } from './fidelity.ts';
import { alertArrives, followRun, regionGoesDark } from './outage.ts';
import { queue } from './queue.ts';
import { ScenarioFailure } from './wait.ts';

const regionDown: Scenario = {
  name: 'region-down',
  says: 'the primary region goes dark, Service Health raises an alert, and automation fails over',
  finishedJobs: 2,
  async play(stage) {
    await regionGoesDark(stage);
    await alertArrives(stage);
    await followRun(stage);
    return {};
  },
};

const manual: Scenario = {
  name: 'manual',
  says: 'the primary region goes dark, no alert comes, and a person starts the failover',
  finishedJobs: 2,
  async play(stage) {
    const { actors, region } = stage;
    await regionGoesDark(stage);
    const path = `/pairs/${region.pairName}/runs`;
    const body = { kind: 'failover', reason: 'the region does not answer' };
    const first = await actors.api('POST', path, body);
    if (first.status !== 202)
      throw new ScenarioFailure(
        'StartRefused',
        `the start was answered with ${first.status}: ${JSON.stringify(first.body)}`,
      );
    stage.telling.step('a person starts the failover');
    const second = await actors.api('POST', path, body);
    const named = (second.body as { run?: string }).run;
    await followRun(stage);
    const { run } = first.body as { run: string };
    const refused = second.status === 409 && named === run;
    return refused
      ? {}
      : {
          failures: [
            {
              code: 'SecondRunStarted',
              message: `a second start was answered with ${second.status} and named ${named}`,
            },
          ],
        };
  },
};

export const scenarios: readonly Scenario[] = [regionDown, manual, queue, crash, fidelity];
