import type { Config } from './config.ts';
import { needsPerson } from './job-class.ts';
import { isCancelledByPerson, type LiveJob } from './job.ts';
import type { Policy } from './policy.ts';
import { skipReason } from './selection.ts';

/** The jobs that automation would move by itself if their workspace were left now. */
export function atStake(
  live: readonly LiveJob[],
  policy: Policy,
  { selection }: Pick<Config, 'selection'>,
): readonly LiveJob[] {
  const order = { by: 'automation', reason: { code: 'AtStake', message: '' } };
  return live.filter(
    (job) =>
      job.spec.kind !== 'child' &&
      !isCancelledByPerson(job) &&
      skipReason(job, selection) === undefined &&
      needsPerson(job, order, policy) === undefined,
  );
}
