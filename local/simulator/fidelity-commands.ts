import { command, folder, input } from './fidelity-parts.ts';
import { clientIdOf } from './user-identity.ts';
import type { Draft, Parts } from './fidelity-parts.ts';
import type { JsonObject } from './json.ts';

/** Command jobs, each with another form of reference. */
export function commandDrafts(parts: Parts): Draft[] {
  const { team, names } = parts;
  const anonymous = names.anonymousEnvironment;
  const environment = (environmentId: string): Draft => command(parts, { environmentId });
  const data = (given: JsonObject): Draft => command(parts, { inputs: { data: given } });
  return [
    command(parts, {}),
    environment(`${parts.id}/environments/${team}-train/labels/latest`),
    environment(`azureml:${team}-train:11`),
    environment(`azureml:${team}-train@latest`),
    environment(parts.environment(anonymous.name, anonymous.version)),
    environment(parts.environment(`${team}-built`, '2')),
    environment(parts.environment(`${team}-conda`, '4').toLowerCase()),
    environment('azureml:AzureML-sklearn-1.0-ubuntu20.04-py38-cpu:33'),
    environment('azureml://registries/azureml/environments/sklearn-1.5/versions/21'),
    environment(parts.located('environments', `${team}-train`, '12')),
    command(parts, { computeId: parts.compute('train-large'), inputs: { data: folder(`azureml:${team}-train:4`) } }),
    data(folder(`azureml:${team}-train@latest`)),
    data(input('uri_file', parts.data(`${team}-labels`, '1'), 'Download')),
    data(folder(`${parts.shortPath(parts.upload(0))}/`)),
    data(input('uri_file', parts.longPath(`${parts.upload(1)}/rows.csv`))),
    data(folder(`azureml://jobs/${names.finished}/outputs/features`)),
    data(folder(`azureml://jobs/${names.finished}/outputs/features/paths/`)),
    data(input('custom_model', parts.model(`${team}-base`, '7'))),
    data(input('custom_model', `azureml:${team}-features:1`)),
    data(input('mltable', parts.data(`${team}-table`, '2'), 'EvalMount')),
    serverless(parts),
    command(parts, {
      computeId: parts.compute('serverless'),
      resources: { instanceCount: 1, instanceType: 'Standard_DS3_v2' },
      inputs: {
        data: input('uri_file', 'https://azuremlexamples.blob.core.windows.net/datasets/iris.csv'),
        again: input('uri_file', 'wasbs://datasets@azuremlexamples.blob.core.windows.net/iris.csv'),
      },
    }),
    command(parts, {
      computeId: parts.compute('gpu-a100'),
      distribution: { distributionType: 'PyTorch', processCountPerInstance: 2 },
      resources: { instanceCount: 2, shmSize: '16g' },
      environmentVariables: { NCCL_DEBUG: 'INFO' },
      limits: { jobLimitsType: 'Command', timeout: 'PT12H' },
      outputs: {
        trained: { jobOutputType: 'uri_folder', mode: 'Upload', uri: parts.shortPath('results/${{name}}/') },
      },
    }),
    command(parts, {
      identity: { identityType: 'Managed', clientId: clientIdOf(parts.identity), resourceId: parts.identity },
    }),
  ];
}

/** No compute at all: the service finds one, of the size and in the queue that the job asks for. */
function serverless(parts: Parts): Draft {
  const { properties, ...rest } = command(parts, {
    resources: { instanceCount: 1, instanceType: 'Standard_E4s_v3' },
    queueSettings: { jobTier: 'Standard' },
  });
  const { computeId: _computeId, ...without } = properties;
  return { ...rest, properties: without };
}

/** Jobs that cannot be resubmitted correctly, each for another reason. All of them run where they are. */
export function blockedDrafts(parts: Parts): Draft[] {
  const reads = (given: JsonObject): JsonObject => ({ inputs: { data: given } });
  const hub =
    'azureml://subscriptions/5a1f0c1e-7f0e-4c43-9c0b-0d6f5d1f2b90/resourcegroups/rg-datahub/workspaces/mlw-datahub/datastores/lake/paths/curated/';
  return [
    command(
      parts,
      { identity: { identityType: 'UserIdentity' } },
      { needsToken: true, expected: { blocked: 'UserIdentityNotResubmittable' } },
    ),
    command(parts, reads(folder(`${parts.shortPath(parts.names.huge)}/`)), {
      expected: { blocked: 'DataNotInStandby' },
    }),
    command(parts, reads(input('mlflow_model', `runs:/${parts.names.finished}/model`)), {
      expected: { blocked: 'RunScopedReference' },
    }),
    command(parts, reads(folder(hub)), { expected: { blocked: 'ForeignWorkspaceReference' } }),
  ];
}
