import { guidFrom } from '../random.ts';
import { raiseWrite } from '../context.ts';
import { jobNotFound } from '../errors-derived.ts';
import { pipelineTerminal } from '../errors/pipeline-terminal.ts';
import { isTerminal } from '../store.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';
import type { Job } from '../store.ts';

/** Asks a job to end. A command that has ended answers 200 and nothing more; a pipeline that has ended refuses. */
export function cancelJob(call: Call): Answer {
  const name = call.params['job'] ?? '';
  const job = call.workspace.jobs.get(name.toLowerCase());
  if (job === undefined) return jobNotFound(name, call.where);
  if (isTerminal(job)) return job.jobType === 'Pipeline' ? pipelineTerminal(job.name, call.where) : { status: 200 };
  call.world.lifecycle.cancel(job);
  raiseWrite(call, `jobs/${job.name}`, 'jobs/cancel/action', job.name, 'Action');
  return { status: 202, headers: { location: resultUrl(call, job), 'retry-after': '1' } };
}

function resultUrl(call: Call, job: Job): string {
  const { workspace, world, url } = call;
  const operation = `jc:${guidFrom(workspace.guid)}:${job.name}`;
  const path = `/subscriptions/${workspace.subscriptionId}/providers/Microsoft.MachineLearningServices/locations/${workspace.region}/mfeOperationResults/${operation}`;
  return `${world.armUrl}${path}?api-version=${url.searchParams.get('api-version') ?? ''}`;
}
