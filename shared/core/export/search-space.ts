import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { leaveOut, mapOf, same, shape, word, type Convert } from './shape.ts';

/** What the numbers of a distribution mean, in their order: `["uniform", [0.1, 0.9]]`. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  choice: ['values'],
  randint: ['upper'],
  uniform: ['min_value', 'max_value'],
  loguniform: ['min_value', 'max_value'],
  quniform: ['min_value', 'max_value', 'q'],
  qloguniform: ['min_value', 'max_value', 'q'],
  normal: ['mu', 'sigma'],
  lognormal: ['mu', 'sigma'],
  qnormal: ['mu', 'sigma', 'q'],
  qlognormal: ['mu', 'sigma', 'q'],
};

/** The space of a sweep: `["uniform", [0.1, 0.9]]` in the service's JSON. */
export const searchSpace = mapOf((value, scope) => {
  if (!Array.isArray(value)) return isJsonObject(value) ? same(value, scope) : leaveOut(scope);
  return distributionOf(value[0], value[1]) ?? leaveOut(scope, 'the distribution is not known');
});

/** One alternative of an AutoML sweep: `choice('sgd', 'adam')`, or a value that is fixed. */
export const autoMlSpace: Convert = (value, scope) => {
  if (typeof value !== 'string') return same(value, scope);
  const match = /^\s*([a-z]+)\s*\((.*)\)\s*$/is.exec(value);
  if (match === null) return value;
  const list = argumentsOf(match[2] ?? '');
  const name = match[1]?.toLowerCase() ?? '';
  const found = list === undefined ? undefined : distributionOf(name, name === 'choice' ? [list] : list);
  return found ?? leaveOut(scope, 'the distribution is not known');
};

export const samplingAlgorithm: Convert = (value, scope) => {
  if (!isJsonObject(value)) return word()(value, scope);
  const found = shape([
    ['type', word(), 'samplingAlgorithmType'],
    ['type', word()],
    ['seed', same],
    ['rule', word()],
    ['logbase', same],
  ])(value, scope);
  // The short form is the one that people write where nothing but the type is set.
  return isJsonObject(found) && Object.keys(found).join() === 'type' ? found['type'] : found;
};

export const earlyTermination = shape([
  ['type', word(), 'policyType'],
  ['type', word()],
  ['evaluation_interval', same],
  ['delay_evaluation', same],
  ['slack_factor', same],
  ['slack_amount', same],
  ['truncation_percentage', same],
]);

export const objective = shape([
  ['goal', word()],
  ['primary_metric', same],
]);

function distributionOf(name: Json | undefined, values: Json | undefined): JsonObject | undefined {
  const names = typeof name === 'string' ? parameters[name.toLowerCase()] : undefined;
  if (names === undefined || typeof name !== 'string' || !Array.isArray(values)) return undefined;
  if (values.length !== names.length) return undefined;
  return { type: name.toLowerCase(), ...Object.fromEntries(names.map((key, index) => [key, values[index] ?? null])) };
}

/** `'sgd', 2, 0.5, true`: text in either kind of quotes, numbers, booleans. */
function argumentsOf(text: string): Json[] | undefined {
  const found: Json[] = [];
  const token = /\s*(?:'([^']*)'|"([^"]*)"|([^\s,'"()[\]]+))\s*(,|$)/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return undefined;
    const [, single, double, bare] = match;
    found.push(single ?? double ?? bareValue(bare ?? ''));
  }
  return found;
}

function bareValue(text: string): Json {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}
