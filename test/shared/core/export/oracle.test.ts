import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fileText } from '../../../../shared/adapters/yaml-document.ts';
import type { Json } from '../../../../shared/core/json.ts';
import { corpusDir, corpusTitle } from '../../../support/corpus.ts';
import { allFixtureFiles } from './fixtures.ts';
import { authoredFields, fieldPaths, kindOf } from './oracle.ts';
import { recordedFiles } from './recorded.ts';

/**
 * Fields that nobody used in the authoring examples of a kind, and the class of azure-ai-ml's `_schema` that has them.
 * An entry that no export needs fails the test.
 */
const extras: readonly (readonly [reason: string, kinds: RegExp, fields: string])[] = [
  ['BaseJobSchema', /^commandJob/, 'type properties identity identity.type'],
  ['ManagedIdentitySchema', /^commandJob/, 'identity.client_id'],
  ['BaseJobSchema', /^sweepJob/, 'properties tags services services.*'],
  ['BaseJobSchema', /^autoMLJob/, 'properties tags display_name identity identity.type'],
  ['BaseJobSchema', /^sparkJob/, 'description display_name experiment_name'],
  ['BaseJobSchema', /^pipelineJob/, 'properties services services.*'],
  ['AutoMLJobSchema', /^autoMLJob/, 'environment_id environment_variables outputs outputs.* services services.*'],
  ['OutputSchema', /^autoMLJob/, 'outputs.*.type outputs.*.path outputs.*.mode'],
  ['OutputSchema', /^commandJob/, 'outputs.*.name'],
  ['QueueSettingsSchema', /^(command|autoML)Job/, 'queue_settings queue_settings.job_tier'],
  ['QueueSettingsSchema', /^commandJob/, 'queue_settings.priority'],
  ['QueueSettingsSchema', /^pipelineJob/, 'jobs.*.queue_settings jobs.*.queue_settings.job_tier'],
  ['ResourceConfigurationSchema', /^commandJob/, 'resources.instance_type resources.properties'],
  ['ResourceConfigurationSchema', /^autoMLJob/, 'resources.properties'],
  ['ResourceConfigurationSchema', /^commandComponent/, 'resources.instance_type'],
  ['JobResourceConfigurationSchema', /^commandJob/, 'resources.shm_size resources.docker_args'],
  ['JobResourceConfigurationSchema', /^autoMLJob/, 'resources.shm_size'],
  ['TensorFlowDistributionSchema', /^commandJob/, 'distribution.parameter_server_count'],
  ['JobServiceSchema', /^commandJob/, 'services.*.port services.*.nodes services.*.properties'],
  ['SshJobServiceSchema', /^commandJob/, 'services.*.ssh_public_keys'],
  ['JobServiceSchema', /^(sweep|pipeline|autoML)Job/, 'services.*.type services.*.port services.*.properties'],
  ['ParameterizedCommandSchema', /^sweepJob/, 'trial.environment_variables trial.distribution trial.resources'],
  ['ParameterizedCommandSchema', /^sweepJob/, 'trial.distribution.type trial.distribution.process_count_per_instance'],
  ['ResourceConfigurationSchema', /^sweepJob/, 'trial.resources.instance_count trial.resources.instance_type'],
  ['ResourceConfigurationSchema', /^sweepJob/, 'trial.resources.properties'],
  [
    'RandomSamplingAlgorithmSchema',
    /^sweepJob/,
    'sampling_algorithm.type sampling_algorithm.seed sampling_algorithm.rule',
  ],
  ['QUniformSchema', /^sweepJob/, 'search_space.*.q'],
  ['SweepJobLimitsSchema', /^sweepJob/, 'limits.trial_timeout'],
  ['EarlyTerminationField', /^sweepJob/, 'early_termination early_termination.type early_termination.slack_factor'],
  ['EarlyTerminationField', /^sweepJob/, 'early_termination.delay_evaluation early_termination.evaluation_interval'],
  ['MLTableInputSchema', /^autoMLJob/, 'training_data.mode validation_data.mode'],
  ['ForecastingSettingsSchema', /^autoMLJob/, 'forecasting.seasonality'],
  ['TrainingSettingsSchema', /^autoMLJob/, 'training.enable_onnx_compatible_models training.enable_vote_ensemble'],
  ['TrainingSettingsSchema', /^autoMLJob/, 'training.ensemble_model_download_timeout training.training_mode'],
  ['ImageModelSettingsSchema', /^autoMLJob/, 'training_parameters.validation_crop_size'],
  ['PipelineJobSettingsSchema', /^pipelineJob/, 'settings.force_rerun'],
  ['DoWhileSchema', /^pipelineJob/, 'jobs.*.body jobs.*.limits.max_iteration_count'],
  ['ComponentSchema', /Component/, 'is_deterministic'],
  ['ComponentSchema', /^commandComponent/, 'properties'],
  ['ComponentSchema', /^pipelineComponent/, 'version tags inputs.*.description jobs.*.outputs.*.type'],
  ['BaseNodeSchema', /^pipelineComponent/, 'jobs.*.inputs.*.type jobs.*.inputs.*.path jobs.*.inputs.*.mode'],
  ['BaseNodeSchema', /^pipelineComponent/, 'jobs.*.resources jobs.*.resources.instance_count'],
  ['BaseNodeSchema', /^pipelineComponent/, 'jobs.*.resources.shm_size jobs.*.resources.properties'],
  ['ResourceSchema', /^(environment|data|model)\./, 'properties tags'],
  ['AssetSchema', /^data\./, 'version'],
  ['BuildContextSchema', /^environment/, 'build.dockerfile_path'],
  ['_BaseEnvironmentSchema', /^environment/, 'os_type inference_config inference_config.liveness_route'],
  ['InferenceConfigSchema', /^environment/, 'inference_config.readiness_route inference_config.scoring_route'],
  ['RouteSchema', /^environment/, 'inference_config.liveness_route.port inference_config.liveness_route.path'],
  ['RouteSchema', /^environment/, 'inference_config.readiness_route.port inference_config.readiness_route.path'],
  ['RouteSchema', /^environment/, 'inference_config.scoring_route.port inference_config.scoring_route.path'],
  ['ModelSchema', /^model/, 'flavors'],
  ['AzureStorageSchema', /^azure(Blob|File|DataLakeGen2)/, 'tags endpoint'],
  ['AzureStorageSchema', /^azure(File|DataLakeGen2)/, 'protocol'],
  ['AzureDataLakeGen1Schema', /^azureDataLakeGen1/, 'tags'],
  ['AmlComputeSchema', /^amlCompute/, 'description ssh_public_access_enabled enable_node_public_ip'],
  ['NetworkSettingsSchema', /^amlCompute/, 'network_settings network_settings.vnet_name network_settings.subnet'],
  ['KubernetesComputeSchema', /^kubernetes$/, 'name type description resource_id namespace'],
];

const corpus = corpusDir();

describe.skipIf(corpus === undefined)(corpusTitle('field names of the export'), () => {
  const authored = corpus === undefined ? new Map<string, ReadonlySet<string>>() : authoredFields(corpus);
  const files = corpus === undefined ? [] : [...allFixtureFiles(), ...recordedFiles(corpus)];
  const exported = new Set(
    files.flatMap((file) => {
      if ('text' in file || file.body === undefined) return [];
      const content = parse(fileText(file), { version: '1.1' }) as Json;
      return fieldPaths(content).map((path) => `${kindOf(content)} ${path}`);
    }),
  );
  const isAuthored = (entry: string): boolean => {
    const [kind = '', path = ''] = entry.split(' ');
    return authored.get(kind)?.has(path) ?? false;
  };
  const isExtra = (entry: string): boolean => {
    const [kind = '', path = ''] = entry.split(' ');
    return extras.some(([, kinds, fields]) => kinds.test(kind) && fields.split(' ').includes(path));
  };

  test('the examples of the CLI are there to compare with', () => {
    expect(authored.get('commandJob.schema.json')?.has('inputs.*.path')).toBe(true);
    expect(authored.size).toBeGreaterThan(15);
  });

  test('each is one that people write in files of that kind, or is listed with the schema that has it', () => {
    expect([...exported].filter((entry) => !isAuthored(entry) && !isExtra(entry)).toSorted()).toEqual([]);
  });

  test('no listed extra is idle', () => {
    const needed = [...exported].filter((entry) => !isAuthored(entry));
    const idle = extras.flatMap(([reason, kinds, fields]) =>
      fields
        .split(' ')
        .filter(
          (field) => !needed.some((entry) => kinds.test(entry.split(' ')[0] ?? '') && entry.split(' ')[1] === field),
        )
        .map((field) => `${reason} ${field}`),
    );
    expect(idle).toEqual([]);
  });
});
