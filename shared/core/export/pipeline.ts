import { isJsonObject, stringAt } from '../json.ts';
import {
  commandParts,
  compute,
  distribution,
  inputs,
  jobHead,
  limits,
  outputs,
  queueSettings,
  resources,
  identity,
  services,
} from './parts.ts';
import { reference, withReferences } from './references.ts';
import { earlyTermination, objective, samplingAlgorithm, searchSpace } from './search-space.ts';
import { mapOf, plainName, same, shape, type Convert, type Field } from './shape.ts';

/** Fields of the service's own in every node: the key says the name, `_source` where the SDK found the component. */
const silent = ['name', '_source', 'jobType', 'job_limits_type'];

const nodeHead: readonly Field[] = [
  ['type', same],
  ['component', reference, 'componentId'],
  ['component', reference],
  ['display_name', same],
  ['description', same],
  ['comment', same],
  ['tags', same],
  ['properties', same],
];

const nodeTail: readonly Field[] = [
  ['compute', compute, 'computeId'],
  ['compute', compute],
  ['resources', resources],
  ['queue_settings', queueSettings],
  ['identity', identity],
  ['environment_variables', same],
  ['distribution', distribution],
  ['services', services],
  ['inputs', inputs],
  ['outputs', outputs],
];

const command = shape([...nodeHead, ...nodeTail.slice(0, -2), ['limits', limits], ...nodeTail.slice(-2)], silent);

const spark = shape(
  [
    ...nodeHead,
    ['code', reference, 'codeId'],
    ['entry', same],
    ...(['py_files', 'jars', 'files', 'archives', 'conf', 'args'] as const).map((name): Field => [name, same]),
    ['environment', reference, 'environmentId'],
    ...nodeTail,
  ],
  silent,
);

const sweepTrial: Convert = (value, scope) => {
  // A component by its id stands in YAML without the object around it.
  const only = isJsonObject(value) && Object.keys(value).map(plainName).join() === 'componentid';
  return only ? reference(Object.values(value)[0] ?? null, scope) : withReferences(value, scope);
};

const sweep = shape(
  [
    ...nodeHead,
    ['trial', sweepTrial],
    ['sampling_algorithm', samplingAlgorithm],
    ['search_space', searchSpace],
    ['objective', objective],
    ['early_termination', earlyTermination],
    ['limits', limits],
    ...nodeTail,
  ],
  silent,
);

const parallelFields = [
  'task',
  'input_data',
  'mini_batch_size',
  'partition_keys',
  'error_threshold',
  'mini_batch_error_threshold',
  'logging_level',
  'max_concurrency_per_instance',
  'retry_settings',
] as const;
const parallel = shape(
  [...nodeHead, ...parallelFields.map((name): Field => [name, withReferences]), ...nodeTail],
  silent,
);

/**
 * AutoML, control flow and types yet to come travel in the CLI's own form. Only ids, inputs and outputs are rewritten,
 * and unknown fields are kept.
 */
const other: Convert = (value, scope) => {
  if (!isJsonObject(value)) return withReferences(value, scope);
  const known = new Set([...nodeHead, ...nodeTail].flatMap(([to, , from = to]) => [plainName(to), plainName(from)]));
  const own = Object.keys(value)
    .toSorted()
    .filter((key) => !known.has(plainName(key)) && !silent.includes(key))
    .map((key): Field => [key, withReferences, key]);
  return shape([...nodeHead, ...own, ...nodeTail], silent)(value, scope);
};

const node: Convert = (value, scope) => {
  switch (stringAt(value, 'type')?.toLowerCase()) {
    case 'command':
      return command(value, scope);
    case 'spark':
      return spark(value, scope);
    case 'sweep':
      return sweep(value, scope);
    case 'parallel':
      return parallel(value, scope);
    default:
      return other(value, scope);
  }
};

/** The nodes of a pipeline, of a job as well as of a component. */
export const nodes = mapOf(node);

const settings: Convert = (value, scope) => {
  if (!isJsonObject(value)) return undefined;
  const first: readonly Field[] = [
    ['default_compute', compute],
    ['default_datastore', reference],
    ['continue_on_step_failure', same],
    ['continue_on_failed_optional_input', same],
    ['force_rerun', same],
  ];
  const known = new Set(first.map(([name]) => plainName(name)));
  const rest = Object.keys(value)
    .toSorted()
    .filter((key) => !known.has(plainName(key)) && key !== '_source')
    .map((key): Field => [key, withReferences, key]);
  return shape([...first, ...rest], ['_source'])(value, scope);
};

export const pipeline = shape(
  [
    ...jobHead,
    ['compute', compute, 'computeId'],
    ['identity', identity],
    ['services', services],
    ['settings', settings],
    ['inputs', inputs],
    ['outputs', outputs],
    ['jobs', nodes],
  ],
  ['jobType'],
);

/** A job that runs one command, and the trial of a sweep. */
export const trial = shape([...commandParts, ['resources', resources]]);
