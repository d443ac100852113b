import { expect, test } from 'vitest';
import { stripServiceFields } from '../../../../shared/core/translate/strip.ts';
import { commandJob, pipelineJob } from './fixtures.ts';

test('what the service added on GET is gone', () => {
  const got = commandJob({
    status: 'Running',
    parameters: {},
    isArchived: false,
    sourceJobId: '/subscriptions/s/jobs/j',
    parentJobName: 'p',
    provisioningState: 'Succeeded',
    systemData: {},
    componentId: null,
    identity: null,
    autologgerSettings: null,
    tags: { team: 'a', _aml_system_ComputeTargetStatus: '{}' },
    properties: {
      'mlflow.source.git.branch': 'main',
      'azureml.git.dirty': 'True',
      '_azureml.ComputeTargetType': 'amlctrain',
      'AzureML.DerivedImageName': 'x',
      ContentSnapshotId: 'x',
      ProcessInfoFile: 'x',
      ProcessStatusFile: 'x',
      StartTimeUtc: 'x',
      EndTimeUtc: 'x',
      'azureml.SourceComponentId': 'x',
    },
    resources: { instanceCount: 1, instanceType: null, shmSize: '2g' },
    inputs: { a: { description: null, uri: 'azureml:a:1' } },
    outputs: {
      default: { uri: 'azureml://datastores/workspaceartifactstore/ExperimentRun/dcid.j', jobOutputType: 'uri_folder' },
      model: { jobOutputType: 'uri_folder', assetVersion: null },
    },
  });
  expect(stripServiceFields(got)).toEqual(
    commandJob({
      tags: { team: 'a' },
      properties: { 'mlflow.source.git.branch': 'main', 'azureml.git.dirty': 'True' },
      resources: { instanceCount: 1, shmSize: '2g' },
      inputs: { a: { uri: 'azureml:a:1' } },
      outputs: { model: { jobOutputType: 'uri_folder' } },
    }),
  );
});

test("the author's services stay, without what the service said about them", () => {
  const services = {
    Tracking: { jobServiceType: 'Tracking', endpoint: 'azureml://eastus.api.azureml.ms/mlflow' },
    Studio: { jobServiceType: 'Studio' },
    board: {
      jobServiceType: 'TensorBoard',
      port: 6006,
      endpoint: 'https://6006-x.eastus.nodes.azureml.ms',
      status: 'Running',
      errorMessage: null,
      properties: { logDir: 'x' },
    },
  };
  expect(stripServiceFields(commandJob({ services }))).toEqual(
    commandJob({ services: { board: { jobServiceType: 'TensorBoard', port: 6006, properties: { logDir: 'x' } } } }),
  );
  expect(stripServiceFields(commandJob({ services: { Studio: {} } }))).toEqual(commandJob());
});

test('an output of the author that happens to be called default stays', () => {
  const spec = commandJob({ outputs: { default: { uri: 'azureml://datastores/lake/paths/${{name}}' } } });
  expect(stripServiceFields(spec)).toEqual(spec);
});

test('nulls stay where they may be meant: in nodes, settings, and maps with names of the author', () => {
  const spec = pipelineJob(
    { n: { limits: null, outputs: { o: null } } },
    { settings: { default_compute: null }, outputs: { o: null }, tags: { empty: null } },
  );
  expect(stripServiceFields(spec)).toEqual(spec);
});

test('the marker of an earlier failover goes, other tags about failover stay', () => {
  const marked = commandJob({
    properties: { 'failover.origin': 'x', 'failover.epoch': '3', mine: 'y' },
    tags: { 'failover.from': 'mlw-east/j', 'failover.outputs': 'same' },
  });
  expect(stripServiceFields(marked)).toEqual(
    commandJob({ properties: { mine: 'y' }, tags: { 'failover.outputs': 'same' } }),
  );
});
