import { serviceHealth } from '../acts/alerting.ts';
import { followRun, regionGoesDark } from '../acts/outage.ts';
import { looked } from '../acts/watching.ts';
import type { Scenario, Stage } from '../story.ts';

/** One event, by two rules, each delivered twice: an action group repeats what was not answered in time. */
async function incidentArrives(stage: Stage, at: string): Promise<void> {
  for (const rule of ['azureml-service-health', 'azureml-service-health', 'platform-team', 'platform-team'])
    await serviceHealth(stage, 'primary', { stage: 'Active', at, rule });
}

export const doubleAlert: Scenario = {
  name: 'double-alert',
  says: 'the same incident is delivered twice and under two rules, during the failover and after it: one run',
  expects: {
    kind: 'failover',
    starter: 'automation',
    decided: [{ decision: 'fail-over', reason: 'ProviderAndProbeAgree' }],
  },
  finishedJobs: 0,
  async play(stage) {
    await regionGoesDark(stage);
    const at = new Date().toISOString();
    await incidentArrives(stage, at);
    await followRun(stage);
    await incidentArrives(stage, at);
    await looked(stage, 4);
    const { value } = await stage.get<{ value: { source: string; side: string }[] }>('/signals?top=1000');
    const rows = value.filter(({ source, side }) => source === 'service-health' && side === 'primary').length;
    return rows === 1
      ? {}
      : { failures: [{ code: 'CountedTwice', message: `one incident is in ${rows} rows of the signals` }] };
  },
};
