/**
 * What the service writes into an AutoML job while it runs: where to cancel it, its settings with the workspace's ids,
 * the runs that prepare its data, and the scores of its trials. Sent on, a copy would claim the runs of its origin. The
 * names are those of published run histories (SDK v1 and v2, 2020 to 2024). That a GET over ARM shows the same maps is
 * inferred; no recorded answer has an AutoML job that has run. Some are plain words, and count in AutoML jobs only.
 */
const properties = new Set([
  'AMLSettingsJsonString',
  'CancelUri',
  'ClientSdkVersion',
  'ClientType',
  'DataPrepJsonString',
  'EnableSubsampling',
  'FeaturizationRunId',
  'FeaturizationRunJsonPath',
  'ModelExplainRunId',
  'Orchestrator',
  'PlatformVersion',
  'ProblemInfoJsonString',
  'SetupRunContainerId',
  'SetupRunId',
  'acquisition_function',
  'acquisition_parameter',
  'attribution',
  'dependencies_versions',
  'display_task_type',
  'mltable_data_json',
  'num_cross_validation',
  'num_iterations',
  'primary_metric',
  'root_attribution',
  'runTemplate',
  'snapshotId',
  'target',
  'train_split',
  'training_type',
]);
const propertyName = /^_aml_internal_|^environment_[cg]pu_(name|label|version)$/;

const tags = new Set(['automl_best_child_run_id', 'model_explain_best_run_child_id', 'model_explain_run']);
/** Trials by the hundred: `score_000`, `score_001`. */
const tagName =
  /^(fit_time|iteration|pipeline_id|predicted_cost|run_algorithm|run_preprocessor|score|training_percent)_\d{3}$/;

/** Whether the service gives every AutoML job a property, or a tag, of that name. */
export function isAutoMlName(name: string, map: 'properties' | 'tags'): boolean {
  return map === 'properties' ? properties.has(name) || propertyName.test(name) : tags.has(name) || tagName.test(name);
}
