import type { ItemBody } from '../result.ts';
import type { Stage } from '../story.ts';
import { until } from '../wait.ts';

/** Jobs of the region that nobody can reach complete unseen: half of those that were moved, but not all. */
export async function completeUnseen(stage: Stage): Promise<readonly string[]> {
  const moved = stage.jobs.filter(({ expected, kind }) => expected === 'verified' && kind !== 'base');
  const names = moved.slice(0, Math.floor(moved.length / 2)).map(({ name }) => name);
  const { id } = stage.region.pair.primary;
  for (const job of names)
    await stage.actors.control('/jobs/status', { workspace: id, job, status: 'Completed', cause: 'job' });
  stage.telling.step(`${names.length} jobs complete there, and nobody can see it`);
  return names;
}

type PairBody = { readonly quarantine: { readonly side: string; readonly open: number } | null };

/** Waits until a side that a failover has left is settled: every original of it and its copy. */
export async function settled(stage: Stage): Promise<void> {
  let told = -1;
  await until(
    'the quarantine to end',
    async () => {
      const { quarantine } = await stage.get<PairBody>('');
      if (quarantine !== null && quarantine.open !== told) {
        told = quarantine.open;
        stage.telling.step(`the ${quarantine.side} is quarantined: ${told} originals are not settled`);
      }
      return quarantine === null ? true : undefined;
    },
    180,
  );
  stage.telling.step('every original is settled');
}

export async function quarantined(stage: Stage): Promise<boolean> {
  return (await stage.get<PairBody>('')).quarantine !== null;
}

/** What became of the originals of a run, by code. */
export function originsOf(items: readonly ItemBody[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { settlement } of items) {
    const code = settlement?.state === 'settled' ? settlement.reason.code : 'open';
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}
