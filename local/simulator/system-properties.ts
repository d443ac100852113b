import { canonical } from './json.ts';
import { guidFrom } from './random.ts';
import type { JsonObject } from './json.ts';
import type { Job } from './store.ts';

/** What the service writes among a job's own properties, by how far the job has come. */
export function systemProperties(job: Job): JsonObject {
  switch (job.jobType) {
    case 'Command':
      return commandProperties(job);
    case 'Pipeline':
      return job.touched ? pipelineProperties(job) : {};
    default:
      return job.startedAt === undefined ? {} : times(job);
  }
}

function commandProperties(job: Job): JsonObject {
  const code = job.submitted['codeId'];
  const compute = job.submitted['computeId'];
  return {
    ...(typeof code === 'string' ? { ContentSnapshotId: guidFrom(code.toLowerCase()) } : {}),
    '_azureml.ComputeTargetType': 'amlctrain',
    ...(job.touched && hasOwnCompute(job) && typeof compute === 'string'
      ? { '_azureml.ClusterName': compute.split(/[/:]/).at(-1) ?? compute }
      : {}),
    ...(job.queuedAt === undefined
      ? {}
      : { ProcessInfoFile: 'azureml-logs/process_info.json', ProcessStatusFile: 'azureml-logs/process_status.json' }),
    ...times(job),
  };
}

/** Seen in the events of a real pipeline run. */
function pipelineProperties(job: Job): JsonObject {
  return {
    'azureml.runsource': 'azureml.PipelineRun',
    runSource: 'MFE',
    runType: 'HTTP',
    'azureml.parameters': '{}',
    'azureml.pipelineid': guidFrom(`pipeline/${canonical(job.submitted['jobs'] ?? {})}`),
    'azureml.pipelineComponent': 'pipelinerun',
  };
}

function times(job: Job): JsonObject {
  return {
    ...(job.startedAt === undefined ? {} : { StartTimeUtc: utc(job.startedAt) }),
    ...(job.endedAt === undefined || job.startedAt === undefined ? {} : { EndTimeUtc: utc(job.endedAt) }),
  };
}

function utc(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** What the service writes among a job's tags once it waits for nodes. */
export function systemTags(job: Job): JsonObject {
  if (job.jobType !== 'Command' || job.queuedAt === undefined) return {};
  const running = job.status === 'Running' ? 1 : 0;
  const current = job.startedAt === undefined ? 0 : 1;
  const state = {
    AllocationState: 'steady',
    PreparingNodeCount: 0,
    RunningNodeCount: running,
    CurrentNodeCount: current,
  };
  return { _aml_system_ComputeTargetStatus: JSON.stringify(state) };
}

/** True where the submitter named a compute of the workspace. */
function hasOwnCompute(job: Job): boolean {
  const given = job.submitted['computeId'];
  return typeof given === 'string' && given !== '' && !/(^|[/:])(serverless)?$/i.test(given);
}
