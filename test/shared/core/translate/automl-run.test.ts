import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../shared/core/json.ts';
import { commandJob, east, translated, warnings } from './fixtures.ts';

/** As in the run history of AutoML jobs of the v2 interface (2024), under names and ids of this pair. */
const properties: JsonObject = {
  num_iterations: '3',
  training_type: 'TrainFull',
  acquisition_function: 'EI',
  primary_metric: 'normalized_root_mean_squared_error',
  train_split: '0',
  acquisition_parameter: '0',
  num_cross_validation: '',
  target: 'Serverless',
  AMLSettingsJsonString: `{"subscription_id":"${east.subscriptionId}","resource_group":"${east.resourceGroup}","workspace_name":"${east.name}"}`,
  DataPrepJsonString: null,
  EnableSubsampling: 'False',
  runTemplate: 'AutoML',
  'azureml.runsource': 'automl',
  _aml_internal_automl_best_rai: 'False',
  ClientType: 'Mfe',
  _aml_system_scenario_identification: 'Remote.Parent',
  PlatformVersion: 'DPV2',
  environment_cpu_name: 'AzureML-AutoML',
  environment_cpu_label: 'prod',
  environment_gpu_name: 'AzureML-AutoML-GPU',
  environment_gpu_label: 'prod',
  root_attribution: 'automl',
  attribution: 'AutoML',
  Orchestrator: 'AutoML',
  CancelUri: `https://eastus.api.azureml.ms/jasmine/v1.0${east.id}/experimentids/5f3f/cancel/bikes`,
  mltable_data_json: `{"Type":"MLTable","TrainData":{"Uri":"azureml://locations/eastus/workspaces/${east.guid}/data/bikes/versions/1"}}`,
  ClientSdkVersion: null,
  snapshotId: '00000000-0000-0000-0000-000000000000',
  SetupRunId: 'bikes_setup',
  SetupRunContainerId: 'dcid.bikes_setup',
  FeaturizationRunJsonPath: 'featurizer_container.json',
  FeaturizationRunId: 'bikes_featurize',
  ProblemInfoJsonString: '{"dataset_classes":552}',
  ModelExplainRunId: 'bikes_ModelExplain',
};
const tags: JsonObject = {
  _aml_system_automl_run_workspace_id: east.guid ?? '',
  model_explain_run: 'best_run',
  pipeline_id_000: '4bc4ec47;2dc95d8b;__AutoML_Ensemble__',
  score_000: '0.09;0.1;0.08',
  predicted_cost_001: '0;0.5;0',
  fit_time_000: '0.1;0.15;1',
  training_percent_000: '100;100;100',
  iteration_000: '0;1;2',
  run_preprocessor_000: 'MaxAbsScaler;MaxAbsScaler;',
  run_algorithm_000: 'LightGBM;RandomForest;VotingEnsemble',
  automl_best_child_run_id: 'bikes_2',
  model_explain_best_run_child_id: 'bikes_2',
};
const own = {
  properties: { cost_center: '4711', targets: 'north' },
  tags: { team: 'bikes', score: 'high', iteration_of: '3' },
};
const job = (more: JsonObject): JsonObject => ({ jobType: 'AutoML', taskDetails: { taskType: 'Regression' }, ...more });

test('what the service wrote into an AutoML job is not sent on, and what its author wrote is', () => {
  const spec = job({ properties: { ...own.properties, ...properties }, tags: { ...own.tags, ...tags } });
  expect(translated(spec)).toEqual(job(own));
  expect(warnings(spec)).toEqual([]);
});

test("the same names are the author's own in a job of another kind", () => {
  const named = { properties: { target: 'north', ClientType: 'x', SetupRunId: 'y' }, tags: { score_000: '1' } };
  expect(translated(commandJob(named))).toEqual(commandJob(named));
});
