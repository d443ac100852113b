import type { LedgerJob } from './job.ts';
import { matchesPattern } from './mirror/policy.ts';
import type { Reason } from './reason.ts';

/** Which jobs are moved at all. Patterns over experiments' names; a job says `failover: skip` for itself. */
export type SelectionConfig = { readonly experiments: readonly string[]; readonly skipExperiments: readonly string[] };

export type SkipCode = 'SkippedByTag' | 'SkippedBySelection';

/** Why a job is left where it is, by its own wish or by the configuration; undefined when it is to be moved. */
export function skipReason(
  job: Pick<LedgerJob, 'tags' | 'experiment'>,
  selection: SelectionConfig,
): Reason<SkipCode> | undefined {
  const wish = Object.entries(job.tags).find(([key]) => key.toLowerCase() === 'failover')?.[1];
  if (wish?.trim().toLowerCase() === 'skip')
    return { code: 'SkippedByTag', message: 'its tag failover says skip', path: '/tags/failover' };
  // A job of which nobody told the experiment yet is not left behind for that.
  const { experiment } = job;
  if (experiment === undefined) return undefined;
  const listed = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matchesPattern(pattern.replaceAll('*', '**'), experiment));
  if (listed(selection.experiments) && !listed(selection.skipExperiments)) return undefined;
  return { code: 'SkippedBySelection', message: `the configured selection leaves out the experiment ${experiment}` };
}
