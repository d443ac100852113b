import { isObject, objectAt } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { Job } from './store.ts';

/** Tracking and Studio of every job, after the submitter's own services. */
export function jobServices(job: Job): JsonObject {
  const { workspace } = job;
  const group = `/subscriptions/${workspace.subscriptionId}/resourcegroups/${workspace.resourceGroup}`;
  const theirs = Object.entries(objectAt(job.submitted, 'services') ?? {}).map(([name, own]): [string, Json] => [
    name,
    {
      ...service(null, null),
      ...(isObject(own) ? own : {}),
      status: job.startedAt === undefined ? 'NotStarted' : 'Running',
    },
  ]);
  return {
    ...Object.fromEntries(theirs),
    Tracking: service('Tracking', `azureml://${workspace.region}.api.azureml.ms/mlflow/v1.0${workspace.id}?`),
    Studio: service('Studio', `https://ml.azure.com/runs/${job.name}?wsid=${group}/workspaces/${workspace.name}`),
  };
}

function service(jobServiceType: string | null, endpoint: string | null): JsonObject {
  return { jobServiceType, port: null, endpoint, status: null, errorMessage: null, properties: null, nodes: null };
}

/** Inputs with the members that the service fills in; null where there are none. */
export function inputViews(given: Json | undefined): JsonObject | null {
  if (!isObject(given) || Object.keys(given).length === 0) return null;
  return Object.fromEntries(
    Object.entries(given).map(([name, input]): [string, Json] => {
      if (!isObject(input)) return [name, input];
      const isLiteral = input['jobInputType'] === 'literal';
      return [
        name,
        isLiteral ? { description: null, ...input } : { description: null, uri: null, mode: 'ReadOnlyMount', ...input },
      ];
    }),
  );
}

/** Outputs; a command, sweep or Spark job also gets the `default` one, where its logs go. */
export function outputViews(job: Job): JsonObject {
  const given = objectAt(job.submitted, 'outputs') ?? {};
  const named = Object.entries(given).map(([name, output]): [string, Json] => [
    name,
    isObject(output) ? { description: null, uri: null, mode: 'ReadWriteMount', ...output } : output,
  ]);
  const hasDefault = job.jobType === 'Command' || job.jobType === 'Sweep' || job.jobType === 'Spark';
  if (!hasDefault) return Object.fromEntries(named);
  const byService: JsonObject = {
    description: null,
    uri: `azureml://datastores/workspaceartifactstore/ExperimentRun/dcid.${job.name}`,
    mode: 'ReadWriteMount',
    jobOutputType: 'uri_folder',
  };
  return { default: byService, ...Object.fromEntries(named) };
}

export function resourcesView(given: Json | undefined): JsonObject {
  return {
    instanceCount: 1,
    instanceType: null,
    properties: null,
    shmSize: '2g',
    dockerArgs: null,
    ...(isObject(given) ? given : {}),
  };
}

/** A tier comes back in the service's spelling: `standard` was answered with `Standard`. */
export function queueSettingsView(given: Json | undefined): JsonObject {
  const settings = isObject(given) ? given : {};
  const tier = settings['jobTier'];
  const spelled =
    typeof tier === 'string' && tier !== '' ? tier.slice(0, 1).toUpperCase() + tier.slice(1).toLowerCase() : 'Null';
  return { ...settings, jobTier: spelled };
}
