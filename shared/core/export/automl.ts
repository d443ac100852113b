import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { input, jobHead, minutes, outputs, runsOn, services } from './parts.ts';
import { reference } from './references.ts';
import { autoMlSpace, earlyTermination, samplingAlgorithm } from './search-space.ts';
import { leaveOut, listOf, same, shape, snakeCase, word, type Convert, type Field } from './shape.ts';

/** `{mode: Auto}` is `auto`, `{mode: Custom, value: 3}` is `3`. */
const autoOr: Convert = (value, scope) => {
  if (!isJsonObject(value)) return value;
  const { mode, value: one, values, ...rest } = value;
  if (Object.keys(rest).length > 0) return leaveOut(scope, 'it has fields that are not known');
  return typeof mode === 'string' && mode.toLowerCase() !== 'custom' ? mode.toLowerCase() : (one ?? values ?? null);
};

const limits = shape(
  [
    ['timeout_minutes', minutes, 'timeout'],
    ['trial_timeout_minutes', minutes, 'trialTimeout'],
    ['max_trials', same],
    ['max_concurrent_trials', same],
    ['max_nodes', same],
    ['max_cores_per_trial', same],
    ['exit_score', same],
    ['enable_early_termination', same],
    ['sweep_trials', zeroIsNone],
    ['sweep_concurrent_trials', zeroIsNone],
  ],
  [],
);

/** Both are of preview versions, and zero unless somebody asked for them. */
function zeroIsNone(value: Json, scope: Parameters<Convert>[1]): undefined {
  return value === 0 ? undefined : leaveOut(scope);
}

const featurization = shape([
  ['mode', word()],
  ['blocked_transformers', same],
  ['column_name_and_types', same],
  ['dataset_language', same],
  ['enable_dnn_featurization', same],
  ['transformer_params', same],
]);

const training = shape([
  ['training_mode', word()],
  ['allowed_training_algorithms', listOf(word())],
  ['blocked_training_algorithms', listOf(word())],
  ['enable_dnn_training', same],
  ['enable_model_explainability', same],
  ['enable_onnx_compatible_models', same],
  ['enable_stack_ensemble', same],
  ['enable_vote_ensemble', same],
  ['ensemble_model_download_timeout', minutes],
  [
    'stack_ensemble_settings',
    shape([
      ['stack_meta_learner_type', word()],
      ['stack_meta_learner_train_percentage', same],
      ['stack_meta_learner_k_wargs', same],
    ]),
  ],
]);

const forecasting = shape([
  ['time_column_name', same],
  ['time_series_id_column_names', same],
  ['forecast_horizon', autoOr],
  ['frequency', same],
  ['country_or_region_for_holidays', same],
  ['cv_step_size', same],
  ['feature_lags', word()],
  ['features_unknown_at_forecast_time', same],
  ['seasonality', autoOr],
  ['short_series_handling_config', word()],
  ['target_aggregate_function', word()],
  ['target_lags', autoOr],
  ['target_rolling_window_size', autoOr],
  ['use_stl', word()],
]);

const sweep = shape([
  ['sampling_algorithm', samplingAlgorithm],
  ['early_termination', earlyTermination],
]);

const modelParameters: Convert = (value, scope) =>
  isJsonObject(value) ? same(snakeKeys(value), scope) : leaveOut(scope);

const space: Convert = (value, scope) => {
  if (!isJsonObject(value)) return leaveOut(scope);
  return shape(
    Object.keys(value)
      .toSorted()
      .map((key) => [snakeCase(key), autoMlSpace, key]),
  )(value, scope);
};

/** The service keeps all that belongs to the task apart; in YAML it stands beside the rest. */
const task: readonly Field[] = [
  ['task', word(), 'taskType'],
  ['primary_metric', word()],
  ['target_column_name', same],
  ['positive_label', same],
  ['log_verbosity', word()],
  ['training_data', input],
  ['validation_data', input],
  ['validation_data_size', same],
  ['test_data', input],
  ['test_data_size', same],
  ['n_cross_validations', autoOr],
  ['cv_split_column_names', same],
  ['weight_column_name', same],
  ['limits', limits, 'limitSettings'],
  ['featurization', featurization, 'featurizationSettings'],
  ['forecasting', forecasting, 'forecastingSettings'],
  ['training', training, 'trainingSettings'],
  ['training_parameters', modelParameters, 'modelSettings'],
  ['training_parameters', modelParameters, 'fixedParameters'],
  ['sweep', sweep, 'sweepSettings'],
  ['search_space', listOf(space)],
];

const details = shape(task);
const around = shape(
  [
    ...jobHead,
    ...runsOn,
    ['environment_id', reference],
    ['environment_variables', same],
    ['services', services],
    ['outputs', outputs],
  ],
  ['jobType', 'taskDetails'],
);

export const autoMl: Convert = (value, scope) => {
  const inner = isJsonObject(value) ? (value['taskDetails'] ?? null) : null;
  const head = around(value, scope);
  const body = details(inner, { ...scope, path: `${scope.path}/taskDetails` });
  return { ...(isJsonObject(head) ? head : {}), ...(isJsonObject(body) ? body : {}) };
};

function snakeKeys(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => (child === null ? [] : [[snakeCase(key), child]])),
  );
}
