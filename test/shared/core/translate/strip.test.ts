import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../shared/core/json.ts';
import { stripServiceFields } from '../../../../shared/core/translate/strip.ts';
import { commandJob, east, pipelineJob, third, west } from './fixtures.ts';

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

describe("run history's own properties", () => {
  const id =
    '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/w';

  test.each([
    ['azureml.parameters', '{"compute":"cpu"}'],
    ['azureml.pipelines.settings', `{"default_datastore":"${id}/datastores/d"}`],
    ['azureml.someday', `${id}/computes/c`],
    ['azureml.links', 'azureml://eastus.api.azureml.ms/mlflow'],
    ['mlflow.rootRunId', 'root'],
    ['mlflow.artifactLocation', 'azureml://locations/eastus/workspaces/x'],
    ['_azureml.anything', 'x'],
  ])('go, by name or because they hold the id of a workspace: %s', (key, value) => {
    const spec = commandJob({ properties: { [key]: value, mine: 'x' }, tags: { [key]: value } });
    expect(stripServiceFields(spec)).toEqual(commandJob({ properties: { mine: 'x' }, tags: {} }));
  });

  test.each([
    ['azureml.git.branch', 'main'],
    ['mlflow.source.git.repoURL', 'https://github.com/o/r.git'],
    ['mlflow.note.content', 'see the subscriptions of the journal'],
    ['azureml.unheard', '{"a":1}'],
    ['mine', `${id}/computes/c`],
    ['azuremlish', `${id}/computes/c`],
  ])("stay where they are git's, the author's, or say nothing of a workspace: %s", (key, value) => {
    const spec = commandJob({ properties: { [key]: value } });
    expect(stripServiceFields(spec)).toEqual(spec);
  });
});

describe('a property under any name', () => {
  const strip = (properties: JsonObject) => stripServiceFields(commandJob({ properties }), east);

  test.each([
    ['CancelUri', `https://eastus.api.azureml.ms/jasmine/v1.0${third.id}/cancel/j`],
    ['data', `{"Uri":"azureml://locations/eastus/workspaces/${east.guid}/data/d/versions/1"}`],
    ['parent', `${east.id}/jobs/j`],
    ['parent', east.id.toUpperCase()],
    ['page', `https://ml.azure.com/runs/j?wsid=${east.id.replace('/providers/Microsoft.MachineLearningServices', '')}`],
    ['nothing', null],
  ])(
    'goes when its value is an address of the run that was, or of its workspace, or nothing: %s: %s',
    (name, value) => {
      expect(strip({ [name]: value, mine: 'x' })).toEqual(commandJob({ properties: { mine: 'x' } }));
    },
  );

  test.each([
    ['cost_center', '4711'],
    ['workspace', east.name],
    ['subscription', east.subscriptionId],
    ['also_in', `${west.id}/jobs/j`],
    ['neighbour', `${east.id}-2/jobs/j`],
    ['data', 'azureml://datastores/lake/paths/x'],
    ['registry', 'azureml://registries/azureml/environments/e/versions/1'],
  ])('stays when its value says nothing of the kind: %s: %s', (name, value) => {
    expect(strip({ [name]: value })).toEqual(commandJob({ properties: { [name]: value } }));
  });

  test('is no tag: tags are for people, and stay', () => {
    const spec = commandJob({ tags: { parent: `${east.id}/jobs/j` } });
    expect(stripServiceFields(spec, east)).toEqual(spec);
  });
});

test('a pipeline that a batch endpoint made says nothing of the endpoint, which does not move', () => {
  const properties = { 'azureml.deploymentname': 'blue', 'azureml.endpointname': 'batch', mine: 'x' };
  expect(stripServiceFields(pipelineJob({}, { properties }))).toEqual(pipelineJob({}, { properties: { mine: 'x' } }));
});

test('what was added to the trial of a sweep and to the task of AutoML goes as well, ranges excepted', () => {
  const sweep = {
    jobType: 'Sweep',
    trial: { command: 'x', codeId: null, resources: { instanceType: null, shmSize: '2g' } },
    searchSpace: { a: null },
  };
  expect(stripServiceFields(sweep)).toEqual({
    jobType: 'Sweep',
    trial: { command: 'x', resources: { shmSize: '2g' } },
    searchSpace: { a: null },
  });
  const automl = {
    jobType: 'AutoML',
    taskDetails: { testData: null, limitSettings: { exitScore: null, maxTrials: 1 }, searchSpace: [{ a: null }] },
  };
  expect(stripServiceFields(automl)).toEqual({
    jobType: 'AutoML',
    taskDetails: { limitSettings: { maxTrials: 1 }, searchSpace: [{ a: null }] },
  });
});
