import type { Side } from '../expectation.ts';
import type { RunBody } from '../result.ts';
import type { Stage } from '../story.ts';
import { until } from '../wait.ts';
import { displayName } from './alerting.ts';

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
      const { value } = await stage.get<{ value: unknown[] }>('/jobs?state=done&status=failed&top=1000');
      return value.length >= victims.length ? true : undefined;
    });
  }
  await actors.control('/marks', { name: 'fault-begins' });
  await darken(stage, 'primary');
}

/** From here on the story acts: what is in flight now is what it accounts for, though no fault has begun. */
export async function storyBegins({ actors }: Stage): Promise<void> {
  await actors.control('/marks', { name: 'story-begins' });
}

/** Nothing in that region answers any more. Its jobs stand still, unless only the way to them is cut. */
export async function darken(
  stage: Stage,
  side: Side,
  jobs: 'freeze' | 'continue' = 'freeze',
  mode: 'reset' | 'blackhole' = 'reset',
): Promise<void> {
  await stage.actors.control('/dark', { region: stage.region.pair[side].region, mode, jobs });
  stage.telling.step(`${displayName(stage, side)} goes dark`);
}

export async function lighten(stage: Stage, side: Side): Promise<void> {
  await stage.actors.control('/light', { region: stage.region.pair[side].region });
  stage.telling.step(`${displayName(stage, side)} answers again`);
}

/** Follows the pair's newest run until it ends, or the one that has that id. */
export async function followRun(stage: Stage, id?: string): Promise<RunBody> {
  return until(
    'the end of the run',
    async () => {
      const { value } = await stage.get<{ value: RunBody[] }>('/runs');
      const run = id === undefined ? value[0] : value.find((each) => each.run === id);
      if (run === undefined) return undefined;
      stage.telling.progress(run);
      return run.state === 'ended' ? run : undefined;
    },
    120,
  );
}
