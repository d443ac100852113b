import type { RunBody } from './result.ts';
import type { Stage } from './story.ts';
import { ScenarioFailure, until } from './wait.ts';

/** Jobs that the outage itself makes fail, where there are enough to spare some. */
const victimShare = 20;

/** Some jobs fail of the outage, their events still get through, and then the region is silent. */
export async function regionGoesDark(stage: Stage): Promise<void> {
  const { actors, region, telling } = stage;
  const { primary } = region.pair;
  const victims = stage.jobs
    .filter(({ expected }) => expected === 'verified')
    .slice(1, 1 + Math.floor(stage.jobs.length / victimShare));
  for (const { name } of victims)
    await actors.control('/jobs/status', { workspace: primary.id, job: name, status: 'Failed', cause: 'outage' });
  if (victims.length > 0) {
    telling.step(`the region is ailing: ${victims.length} jobs fail for no reason of their own`);
    await until('the ledger to hear of the failed jobs', async () => {
      const answer = await actors.api('GET', `/pairs/${region.pairName}/jobs?state=done&status=failed&top=1000`);
      const { value } = answer.body as { value: unknown[] };
      return value.length >= victims.length ? true : undefined;
    });
  }
  await actors.control('/marks', { name: 'fault-begins' });
  await actors.control('/dark', { region: primary.region, mode: 'reset' });
  telling.step(`${region.pair.regions[0]?.displayName} goes dark`);
}

export async function alertArrives(stage: Stage): Promise<void> {
  const answer = await stage.actors.alert('Active');
  if (answer.status !== 202)
    throw new ScenarioFailure(
      'AlertRefused',
      `the alert was answered with ${answer.status}: ${JSON.stringify(answer.body)}`,
    );
  stage.telling.step('Service Health raises an incident: the alert is taken');
}

/** Follows the pair's run until it ends. */
export async function followRun(stage: Stage, seconds = 120): Promise<RunBody> {
  return until(
    'the end of the run',
    async () => {
      const answer = await stage.actors.api('GET', `/pairs/${stage.region.pairName}/runs`);
      const [run] = (answer.body as { value: RunBody[] }).value;
      if (run === undefined) return undefined;
      stage.telling.progress(run);
      return run.state === 'ended' ? run : undefined;
    },
    seconds,
  );
}
