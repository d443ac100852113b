import { objectAt } from './json.ts';
import type { Job } from './store.ts';
import type { JobTimes } from './types.ts';

export type Step = { readonly status: string; readonly after: number };

/** The status that follows by itself, and when; undefined where a job stays as it is. */
export function nextStep(job: Job, times: JobTimes): Step | undefined {
  const isCommand = job.jobType === 'Command';
  switch (job.status) {
    case 'NotStarted':
      return { status: isCommand ? 'Starting' : 'Preparing', after: times.startingMs };
    case 'Starting':
      return { status: 'Preparing', after: times.startingMs };
    case 'Preparing':
      return { status: job.jobType === 'Pipeline' ? 'Running' : 'Queued', after: times.preparingMs };
    case 'Queued':
      return { status: 'Running', after: times.queuedMs };
    case 'Running':
      return { status: 'Finalizing', after: runningMs(job, times) };
    case 'Finalizing':
      return { status: outcomeOf(job), after: times.finalizingMs };
    case 'CancelRequested':
      return { status: 'Canceled', after: times.finalizingMs };
    default:
      return undefined;
  }
}

/** How long a job runs: what its tag `sim.runSeconds` or the `sleep` in its command says, or as long as all others. */
function runningMs(job: Job, times: JobTimes): number {
  const tag = Number(objectAt(job.submitted, 'tags')?.['sim.runSeconds'] ?? Number.NaN);
  if (Number.isFinite(tag)) return tag * 1000;
  const sleep = /\bsleep\s+(\d+(?:\.\d+)?)/.exec(commandOf(job))?.[1];
  return sleep === undefined ? times.runningMs : Number(sleep) * 1000;
}

/** A command that exits with anything but 0 fails. */
export function outcomeOf(job: Job): 'Completed' | 'Failed' {
  return /\bexit\s+0*[1-9]/.test(commandOf(job)) ? 'Failed' : 'Completed';
}

function commandOf(job: Job): string {
  const command = job.submitted['command'];
  return typeof command === 'string' ? command : '';
}
