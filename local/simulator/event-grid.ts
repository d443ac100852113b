import { guidFrom } from './random.ts';
import { experimentId, experimentName, jobIdOf } from './store.ts';
import { objectAt } from './json.ts';
import { systemProperties, systemTags } from './system-properties.ts';
import type { JsonObject } from './json.ts';
import type { Job, Workspace } from './store.ts';
import type { Principal } from './tokens.ts';

export type GridEvent = {
  readonly id: string;
  readonly topic: string;
  readonly subject: string;
  readonly eventType: string;
  readonly eventTime: string;
  readonly data: JsonObject;
  readonly dataVersion: string;
  readonly metadataVersion: string;
};

/** An event with what the stand-in must know of it to route it and to note it down. */
export type Emission = { readonly event: GridEvent; readonly workspace: Workspace; readonly job: string | null };

const runTypes: Readonly<Record<string, string>> = {
  Command: 'azureml.scriptrun',
  Pipeline: 'azureml.PipelineRun',
  Sweep: 'azureml.sweep',
  AutoML: 'automl',
  Spark: 'azureml.sparkrun',
};

/** The events that Azure ML and ARM raise; ids follow from the order, so that equal runs raise equal events. */
export function createEventSource(
  seed: number,
  tenantId: string,
): {
  runStatusChanged(job: Job, at: number): Emission;
  runCompleted(job: Job, at: number): Emission;
  resource(kind: 'Write' | 'Delete' | 'Action', about: ResourceChange): Emission;
} {
  let raised = 0;
  const nextId = (): string => {
    raised += 1;
    return guidFrom(`${seed}/event/${raised}`);
  };
  const run = (job: Job, at: number, eventType: string, status: JsonObject): Emission => ({
    workspace: job.workspace,
    job: job.name,
    event: {
      id: nextId(),
      topic: job.workspace.id,
      subject: `experiments/${experimentId(job)}/runs/${job.name}`,
      eventType: `Microsoft.MachineLearningServices.${eventType}`,
      eventTime: new Date(at).toISOString(),
      data: { ...runData(job), ...status },
      dataVersion: '',
      metadataVersion: '1',
    },
  });
  return {
    runStatusChanged: (job, at) => run(job, at, 'RunStatusChanged', { runStatus: job.status }),
    runCompleted: (job, at) => run(job, at, 'RunCompleted', {}),
    resource(kind, about) {
      const id = nextId();
      return {
        workspace: about.workspace,
        job: about.job,
        event: {
          id,
          topic: `/subscriptions/${about.workspace.subscriptionId}`,
          subject: about.resourceId,
          eventType: `Microsoft.Resources.Resource${kind}Success`,
          eventTime: new Date(about.at).toISOString(),
          data: resourceData(id, about, tenantId),
          dataVersion: '2',
          metadataVersion: '1',
        },
      };
    },
  };
}

function runData(job: Job): JsonObject {
  const isChild = job.parent !== undefined;
  const root = job.parent?.name;
  const tags = { ...objectAt(job.submitted, 'tags'), ...systemTags(job) };
  const parentProperties: JsonObject =
    root === undefined
      ? {}
      : {
          'azureml.runsource': 'azureml.StepRun',
          'azureml.pipelinerunid': root,
          'azureml.rootpipelinerunid': root,
          'azureml.nodeid': guidFrom(job.name).slice(0, 8),
        };
  const properties = { ...objectAt(job.submitted, 'properties'), ...systemProperties(job), ...parentProperties };
  return {
    experimentId: experimentId(job),
    experimentName: experimentName(job),
    runId: job.name,
    runType: isChild ? 'azureml.StepRun' : (runTypes[job.jobType] ?? null),
    runTags: tags,
    runProperties: properties,
  };
}

export type ResourceChange = {
  readonly workspace: Workspace;
  readonly resourceId: string;
  /** For example `Microsoft.MachineLearningServices/workspaces/jobs/write`. */
  readonly operationName: string;
  readonly method: string;
  readonly url: string;
  readonly principal: Principal;
  readonly job: string | null;
  readonly at: number;
};

function resourceData(id: string, about: ResourceChange, tenantId: string): JsonObject {
  const { workspace, principal } = about;
  return {
    authorization: {
      scope: about.resourceId,
      action: about.operationName,
      evidence: { role: 'Contributor', principalType: principal.kind === 'User' ? 'User' : 'ServicePrincipal' },
    },
    claims: {
      aud: 'https://management.azure.com',
      appid: principal.clientId,
      'http://schemas.microsoft.com/identity/claims/objectidentifier': principal.oid,
      'http://schemas.microsoft.com/identity/claims/tenantid': tenantId,
    },
    correlationId: guidFrom(`correlation/${id}`),
    httpRequest: {
      clientRequestId: guidFrom(`request/${id}`),
      clientIpAddress: '127.0.0.1',
      method: about.method,
      url: about.url,
    },
    resourceProvider: 'Microsoft.MachineLearningServices',
    resourceUri: about.resourceId,
    operationName: about.operationName,
    status: 'Succeeded',
    subscriptionId: workspace.subscriptionId,
    tenantId,
  };
}

export function jobResource(job: Job): { resourceId: string; job: string; workspace: Workspace } {
  return { resourceId: jobIdOf(job), job: job.name, workspace: job.workspace };
}
