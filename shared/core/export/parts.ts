import { isJsonObject, stringAt, type Json } from '../json.ts';
import { reference } from './references.ts';
import {
  below,
  isEmpty,
  leaveOut,
  mapOf,
  plainName,
  same,
  shape,
  snakeCase,
  unquoted,
  word,
  type Convert,
  type Field,
} from './shape.ts';

/** Parts that several kinds of job have. Field names: the schemas of azure-ai-ml and the YAML of azureml-examples. */
/** Types that the rule of the CLI's words would spell otherwise; early versions of the API had them so. */
export const dataTypes = { mltable: 'mltable', mlflowmodel: 'mlflow_model' };
const modes = { readonlymount: 'ro_mount', readwritemount: 'rw_mount' };

const dataInput = shape(
  [
    ['type', word(dataTypes), 'jobInputType'],
    ['path', reference, 'uri'],
    ['mode', word(modes)],
    ['path_on_compute', same, 'pathOnCompute'],
  ],
  [],
);

const dataOutput = shape([
  ['type', word(dataTypes), 'jobOutputType'],
  ['path', reference, 'uri'],
  ['mode', word(modes)],
  ['name', same, 'assetName'],
  ['version', same, 'assetVersion'],
  ['path_on_compute', same, 'pathOnCompute'],
]);

/** `{jobInputType: literal, value}` is the value alone, a binding as well as a number. */
export const input: Convert = (value, scope) => (isLiteral(value) ? literal(value, scope) : dataInput(value, scope));
export const output: Convert = (value, scope) => (isLiteral(value) ? literal(value, scope) : dataOutput(value, scope));

export const inputs = mapOf(input);
export const outputs = mapOf(output);

function isLiteral(value: Json): boolean {
  if (!isJsonObject(value)) return true;
  return Object.entries(value).some(
    ([key, child]) =>
      ['jobinputtype', 'joboutputtype', 'type'].includes(plainName(key)) &&
      typeof child === 'string' &&
      child.toLowerCase() === 'literal',
  );
}

const literal: Convert = (value, scope) => {
  if (!isJsonObject(value)) return value ?? undefined;
  const { value: text = null, ...rest } = value;
  for (const key of Object.keys(rest).toSorted()) {
    const isType = ['jobinputtype', 'joboutputtype', 'type'].includes(plainName(key));
    if (!isType && !isEmpty(rest[key] ?? null)) leaveOut(below(scope, key));
  }
  return text ?? undefined;
};

export const resources = shape([
  ['instance_count', unquoted],
  ['max_instance_count', same],
  ['instance_type', same],
  ['locations', same],
  ['shm_size', same],
  ['docker_args', same],
  ['runtime_version', same],
  ['properties', same],
]);

const distributionTypes = { pytorch: 'pytorch', tensorflow: 'tensorflow' };

export const distribution = shape([
  ['type', word(distributionTypes), 'distributionType'],
  ['type', word(distributionTypes)],
  ['process_count_per_instance', same],
  ['worker_count', same],
  ['parameter_server_count', same],
  ['port', same],
  ['address', same],
  ['include_dashboard', same],
  ['dashboard_port', same],
  ['head_node_additional_args', same],
  ['worker_node_additional_args', same],
]);

/** ISO 8601 to the seconds of the CLI's YAML. */
export const seconds: Convert = (value, scope) => {
  if (typeof value !== 'string') return value;
  return secondsOf(value) ?? leaveOut(scope, 'the duration has a form that is not known');
};
export const minutes: Convert = (value, scope) => {
  const whole = seconds(value, scope);
  return typeof whole === 'number' && typeof value === 'string' ? Math.ceil(whole / 60) : whole;
};

function secondsOf(text: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/.exec(text);
  if (match === null) return undefined;
  const [days = 0, hours = 0, mins = 0, secs = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + mins) * 60 + secs;
}

export const limits = shape(
  [
    ['timeout', seconds],
    ['max_total_trials', same],
    ['max_concurrent_trials', same],
    ['trial_timeout', seconds],
  ],
  ['jobLimitsType'],
);

const priorities = ['low', 'medium', 'high'];

export const queueSettings: Convert = (value, scope) =>
  shape([
    // The service answers `Null` where no tier was asked for.
    ['job_tier', (tier) => (tier === 'Null' ? undefined : word()(tier, scope))],
    ['priority', (rank) => (typeof rank === 'number' ? (priorities[rank - 1] ?? rank) : word()(rank, scope))],
  ])(value, scope);

export const identity = shape([
  ['type', word({ amltoken: 'aml_token' }), 'identityType'],
  ['type', word({ amltoken: 'aml_token' })],
  ['client_id', same],
  ['object_id', same],
  ['msi_resource_id', same, 'resourceId'],
]);

const serviceTypes = { jupyterlab: 'jupyter_lab', tensorboard: 'tensor_board', vscode: 'vs_code' };
const service: Convert = (value, scope) => {
  const properties = isJsonObject(value) && isJsonObject(value['properties']) ? value['properties'] : {};
  // What the CLI has fields for travels in the service's free properties.
  const { logDir = null, sshPublicKeys = null, ...rest } = properties;
  const flat = isJsonObject(value) ? { ...value, logDir, sshPublicKeys, properties: rest } : value;
  return shape([
    ['type', word(serviceTypes), 'jobServiceType'],
    ['type', word(serviceTypes)],
    ['port', same],
    ['nodes', (nodes) => snakeCase(stringAt(nodes, 'nodesValueType') ?? 'all')],
    ['log_dir', same],
    ['ssh_public_keys', same],
    ['properties', same],
  ])(flat, scope);
};
export const services = mapOf(service);

/** What every job begins with, and what stands in every job that runs something somewhere. */
export const jobHead: readonly Field[] = [
  ['display_name', same],
  ['experiment_name', same],
  ['description', same],
  ['tags', same],
  ['properties', same],
];

/** AutoML on serverless compute comes back with the id of a compute without a name. */
export const compute: Convert = (value, scope) =>
  typeof value === 'string' && /\/computes\/$/i.test(value) ? undefined : reference(value, scope);

export const runsOn: readonly Field[] = [
  ['compute', compute, 'computeId'],
  ['compute', compute],
  ['resources', resources],
  ['queue_settings', queueSettings],
  ['identity', identity],
];

/** What a command needs to run: a job, the trial of a sweep. */
export const commandParts: readonly Field[] = [
  ['code', reference, 'codeId'],
  ['command', same],
  ['environment', reference, 'environmentId'],
  ['environment_variables', same],
  ['distribution', distribution],
];
