import { autoMlDetails } from './automl-defaults.ts';
import { isObject, objectAt } from './json.ts';
import { inputViews, jobServices, outputViews, queueSettingsView, resourcesView } from './job-view-parts.ts';
import { createdBy } from './stamp-view.ts';
import { jobIdOf } from './store.ts';
import { systemProperties, systemTags } from './system-properties.ts';
import type { Json, JsonObject } from './json.ts';
import type { Job } from './store.ts';

/** A job as the service returns it: what was submitted, in the service's order, with all that the service adds. */
export function jobView(job: Job): JsonObject {
  return {
    id: jobIdOf(job),
    name: job.name,
    type: 'Microsoft.MachineLearningServices/workspaces/jobs',
    // The front end no longer knows the children of a pipeline: only their names.
    properties: job.parent === undefined ? properties(job) : null,
    systemData: createdBy(job.created),
  };
}

function properties(job: Job): JsonObject {
  const given = job.submitted;
  const orNull = (key: string): Json => given[key] ?? null;
  const view: JsonObject = {
    description: orNull('description'),
    tags: { ...objectAt(given, 'tags'), ...systemTags(job) },
    properties: { ...objectAt(given, 'properties'), ...systemProperties(job) },
    displayName: given['displayName'] ?? job.name,
    status: job.status,
    experimentName: given['experimentName'] ?? 'Default',
    services: jobServices(job),
    computeId: computeId(job),
    isArchived: given['isArchived'] ?? false,
    identity: orNull('identity'),
    componentId: orNull('componentId'),
    notificationSetting: orNull('notificationSetting'),
    jobType: job.jobType,
    ...byType(job),
  };
  // The service keeps what it does not know.
  for (const [key, value] of Object.entries(given)) if (!(key in view)) view[key] = value;
  return view;
}

function byType(job: Job): JsonObject {
  const given = job.submitted;
  const orNull = (key: string): Json => given[key] ?? null;
  switch (job.jobType) {
    case 'Command':
      return {
        resources: resourcesView(given['resources']),
        codeId: orNull('codeId'),
        command: orNull('command'),
        environmentId: orNull('environmentId'),
        inputs: inputViews(given['inputs']) ?? {},
        outputs: outputViews(job),
        distribution: orNull('distribution'),
        limits: { timeout: null, ...objectAt(given, 'limits'), jobLimitsType: 'Command' },
        environmentVariables: orNull('environmentVariables'),
        parameters: {},
        queueSettings: queueSettingsView(given['queueSettings']),
      };
    case 'Pipeline':
      return {
        settings: given['settings'] ?? {},
        jobs: given['jobs'] ?? {},
        inputs: inputViews(given['inputs']),
        outputs: outputViews(job),
        sourceJobId: orNull('sourceJobId'),
      };
    case 'AutoML':
      return {
        resources: resourcesView(given['resources']),
        environmentId: orNull('environmentId'),
        environmentVariables: orNull('environmentVariables'),
        taskDetails: autoMlDetails(objectAt(given, 'taskDetails') ?? {}),
        outputs: outputViews(job),
        queueSettings: queueSettingsView(given['queueSettings']),
      };
    case 'Sweep':
      return {
        inputs: inputViews(given['inputs']) ?? {},
        outputs: outputViews(job),
        limits: {
          maxConcurrentTrials: null,
          maxTotalTrials: null,
          timeout: null,
          trialTimeout: null,
          ...objectAt(given, 'limits'),
          jobLimitsType: 'Sweep',
        },
        earlyTermination: orNull('earlyTermination'),
        queueSettings: queueSettingsView(given['queueSettings']),
      };
    case 'Spark':
      return {
        environmentVariables: orNull('environmentVariables'),
        inputs: inputViews(given['inputs']) ?? {},
        outputs: outputViews(job),
        queueSettings: queueSettingsView(given['queueSettings']),
      };
    default:
      return {};
  }
}

/** Serverless work gets a compute once the service has looked at it; AutoML at once, with an empty name (recorded). */
function computeId(job: Job): Json {
  const given = job.submitted['computeId'];
  if (typeof given === 'string' && given !== '') return given;
  if (job.jobType === 'AutoML') return `${job.workspace.id}/computes/`;
  if (job.jobType === 'Command' && job.touched) return `${job.workspace.id}/computes/serverless`;
  return null;
}

/** A job as the control route shows it. */
export function jobSummary(job: Job): JsonObject {
  return {
    name: job.name,
    jobType: job.jobType,
    status: job.status,
    root: job.parent === undefined,
    ...(job.parent === undefined ? {} : { parent: job.parent.name }),
    cancelRequested: job.cancelRequested,
    createdAt: new Date(job.created.at).toISOString(),
    ...(job.flaw === undefined ? {} : { flaw: job.flaw }),
    properties: isObject(job.submitted['properties']) ? job.submitted['properties'] : {},
    tags: objectAt(job.submitted, 'tags') ?? {},
  };
}
