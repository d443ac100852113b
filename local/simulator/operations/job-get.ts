import { ok } from '../answer.ts';
import { jobNotFound } from '../errors-derived.ts';
import { jobView } from '../job-view.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';

/** One job; a child of a pipeline answers with `properties: null`. */
export function getJob(call: Call): Answer {
  const name = call.params['job'] ?? '';
  const job = call.workspace.jobs.get(name.toLowerCase());
  return job === undefined ? jobNotFound(name, call.where) : ok(jobView(job));
}
