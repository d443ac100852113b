import { raiseWrite } from '../context.ts';
import { jobNotTerminal } from '../errors-derived.ts';
import { isTerminal } from '../store.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';

/** Deletes a job that has ended, with its children. */
export function deleteJob(call: Call): Answer {
  const name = call.params['job'] ?? '';
  const job = call.workspace.jobs.get(name.toLowerCase());
  if (job === undefined) return { status: 204 };
  if (!isTerminal(job)) return jobNotTerminal(job.name, call.where);
  call.world.lifecycle.drop(job);
  for (const one of [job, ...job.children]) call.workspace.jobs.delete(one.name.toLowerCase());
  raiseWrite(call, `jobs/${job.name}`, 'jobs/delete', job.name, 'Delete');
  return { status: 200 };
}
