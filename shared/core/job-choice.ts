import type { LedgerJob } from './job.ts';
import { matchesPattern } from './mirror/policy.ts';
import type { JobChoice } from './pointer.ts';

/** Whether a partial run is about the job: it is named, or is in a named experiment, or carries every tag. */
export function isChosen(
  { jobs = [], experiments = [], tags }: JobChoice,
  job: Pick<LedgerJob, 'key' | 'experiment' | 'tags'>,
): boolean {
  const { experiment } = job;
  if (jobs.includes(job.key)) return true;
  if (experiment !== undefined && experiments.some((pattern) => inExperiment(pattern, experiment))) return true;
  // No tag at all is no choice: it would take every job by mistake.
  const wanted = Object.entries(tags ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => job.tags[key] === value);
}

function inExperiment(pattern: string, experiment: string): boolean {
  return matchesPattern(pattern.replaceAll('*', '**'), experiment);
}
