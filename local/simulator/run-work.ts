import { outcomeOf } from './job-plan.ts';
import { writeOutputs } from './job-outputs.ts';
import { runFlaw } from './run-check.ts';
import type { DataStorage } from './data-storage.ts';
import type { Job, Store } from './store.ts';

/** What a job does in storage before it leaves its status. */
export function workOf(
  storage: DataStorage,
  store: Store,
  isDark: (region: string) => boolean,
  job: Job,
): Promise<string | undefined> | undefined {
  if (job.status === 'Preparing' && job.flaw === undefined) return runFlaw(storage, store, isDark, job);
  if (job.status === 'Finalizing' && outcomeOf(job) === 'Completed') {
    return writeOutputs(storage, job).then(() => undefined);
  }
  return undefined;
}
