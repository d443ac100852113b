import { folder, input } from './fidelity-parts.ts';
import type { Draft, Parts } from './fidelity-parts.ts';
import type { JsonObject } from './json.ts';

const raw = '${{parent.inputs.raw}}';

/** Pipelines with every kind of node; what stands below `jobs` is in snake_case, as the service has it. */
export function pipelineDrafts(parts: Parts): Draft[] {
  const { team, names } = parts;
  const prepare = node(parts, `${team}_prepare`, raw);
  const anonymous = parts.component(names.anonymousComponent.name, names.anonymousComponent.version);
  return [
    pipeline(parts, {
      prepare: { ...prepare, computeId: parts.compute('train-large') },
      train: node(parts, `${team}_train`, '${{parent.jobs.prepare.outputs.result}}'),
    }),
    pipeline(parts, { report: { ...prepare, componentId: anonymous, _source: 'YAML.JOB' } }),
    pipeline(parts, { nested: { ...node(parts, `${team}_nested`, raw), type: 'pipeline' } }),
    pipeline(parts, { prepare, search: sweepNode(parts) }),
    pipeline(parts, { batch: parallelNode(parts) }),
    pipeline(parts, { etl: sparkNode(parts) }),
    pipeline(parts, { classify: autoMlNode() }, { table: input('mltable', parts.data(`${team}-table`, '2')) }),
    pipeline(parts, {
      check: prepare,
      small: node(parts, `${team}_train`, raw),
      large: node(parts, `${team}_train`, raw),
      choose: {
        type: 'if_else',
        condition: '${{parent.jobs.check.outputs.result}}',
        true_block: '${{parent.jobs.small}}',
        false_block: '${{parent.jobs.large}}',
        _source: 'DSL',
      },
    }),
    onServerless(parts),
  ];
}

function pipeline(parts: Parts, jobs: JsonObject, inputs: JsonObject = {}, settings: JsonObject = {}): Draft {
  return {
    kind: 'pipeline',
    needsToken: true,
    properties: {
      jobType: 'Pipeline',
      inputs: { raw: folder(`${parts.longPath(parts.upload(2))}/`), ...inputs },
      outputs: {},
      jobs,
      settings: {
        default_compute: parts.compute('cpu-cluster'),
        default_datastore: parts.datastore('workspaceblobstore'),
        continue_on_step_failure: false,
        _source: 'YAML.JOB',
        ...settings,
      },
    },
  };
}

function node(parts: Parts, component: string, data: string): JsonObject {
  return {
    type: 'command',
    componentId: parts.component(component, '1'),
    inputs: { data: { job_input_type: 'literal', value: data } },
    outputs: { result: { job_output_type: 'uri_folder', mode: 'ReadWriteMount' } },
    environment_variables: { OMP_NUM_THREADS: '4' },
    _source: 'REMOTE.WORKSPACE.COMPONENT',
  };
}

function sweepNode(parts: Parts): JsonObject {
  return {
    type: 'sweep',
    trial: { componentId: parts.component(`${parts.team}_train`, '1') },
    computeId: parts.compute('train-large'),
    sampling_algorithm: 'random',
    search_space: { rounds: { type: 'choice', values: [10, 20, 30] } },
    objective: { goal: 'minimize', primary_metric: 'validation_loss' },
    limits: { max_total_trials: 4, max_concurrent_trials: 2, job_limits_type: 'Sweep' },
    inputs: { data: { job_input_type: 'literal', value: '${{parent.jobs.prepare.outputs.result}}' } },
    outputs: { result: { job_output_type: 'uri_folder', mode: 'ReadWriteMount' } },
    _source: 'YAML.JOB',
  };
}

function parallelNode(parts: Parts): JsonObject {
  return {
    ...node(parts, `${parts.team}_batch`, raw),
    type: 'parallel',
    mini_batch_size: 10_240,
    input_data: '${{inputs.data}}',
    resources: { instance_count: 2 },
    task: {
      type: 'run_function',
      entry_script: 'train.py',
      code: parts.code(0),
      environment: `azureml:${parts.team}-train:12`,
      program_arguments: '--data ${{inputs.data}}',
    },
  };
}

function sparkNode(parts: Parts): JsonObject {
  return {
    ...node(parts, `${parts.team}_spark`, raw),
    type: 'spark',
    entry: { spark_job_entry_type: 'SparkJobPythonEntry', file: 'train.py' },
    identity: { identity_type: 'Managed' },
    resources: { instance_type: 'standard_e4s_v3', runtime_version: '3.4' },
    conf: { 'spark.driver.cores': 1, 'spark.executor.instances': 1 },
  };
}

function autoMlNode(): JsonObject {
  return {
    type: 'automl',
    task: 'classification',
    primary_metric: 'accuracy',
    target_column_name: 'value',
    training_data: '${{parent.inputs.table}}',
    limits: { max_trials: 1, max_concurrent_trials: 1, timeout_minutes: 30 },
    outputs: { best_model: { job_output_type: 'mlflow_model', mode: 'ReadWriteMount' } },
    _source: 'YAML.JOB',
  };
}

function onServerless(parts: Parts): Draft {
  const component = 'azureml://registries/azureml/components/train_text_classification_model/versions/0.0.12';
  const registered = {
    ...node(parts, `${parts.team}_prepare`, raw),
    componentId: component,
    _source: 'REMOTE.REGISTRY',
  };
  const resources = { instance_type: 'Standard_E4s_v3' };
  const jobs = { registered: { ...registered, resources, queue_settings: { job_tier: 'Standard' } } };
  return pipeline(parts, jobs, {}, { default_compute: parts.compute('serverless') });
}
