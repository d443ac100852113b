import { between, hexFrom, pick } from './random.ts';
import type { JsonObject } from './json.ts';
import type { Random } from './random.ts';
import type { WorkspaceSeed } from './types.ts';

/** Pieces of which jobs are made, in the forms that occur in real ones. */

export function chance(random: Random, share: number): boolean {
  return random() < share;
}

export function experiment(random: Random): string {
  return pick(random, ['Default', 'baseline', 'nightly-train', 'ablation-study', 'release-candidates']);
}

/** What the SDK and MLflow note of the working copy that a job was submitted from. */
export function gitProperties(random: Random): JsonObject {
  if (!chance(random, 0.6)) return {};
  const commit = hexFrom(String(random()), 40);
  const repository = `https://github.com/contoso/${pick(random, ['models', 'training', 'pipelines'])}.git`;
  const branch = pick(random, ['main', 'develop', 'feature/augmentation']);
  return {
    'mlflow.source.git.repoURL': repository,
    'mlflow.source.git.branch': branch,
    'mlflow.source.git.commit': commit,
    'azureml.git.dirty': chance(random, 0.3) ? 'True' : 'False',
  };
}

export function tags(random: Random): JsonObject {
  if (chance(random, 0.3)) return {};
  const all: JsonObject = {
    team: pick(random, ['core', 'applied', 'research']),
    priority: pick(random, ['high', 'normal', 'low']),
    costCenter: String(between(random, 1000, 9999)),
  };
  return chance(random, 0.5) ? all : { team: all['team'] ?? 'core' };
}

export function computeId(random: Random, workspace: WorkspaceSeed): string {
  return `${workspace.id}/computes/${pick(random, workspace.computes)}`;
}

/** An environment by ARM id, of the workspace, curated, or from a registry. */
export function environmentId(random: Random, workspace: WorkspaceSeed): string {
  const own = pick(random, workspace.environments);
  return pick(random, [
    `${workspace.id}/environments/${own.name}/versions/${own.version}`,
    `${workspace.id}/environments/${own.name}/versions/${own.version}`,
    `azureml:${own.name}:${own.version}`,
    'azureml:AzureML-sklearn-1.0-ubuntu20.04-py38-cpu:33',
    'azureml://registries/azureml/environments/sklearn-1.5/versions/21',
  ]);
}

export function codeId(random: Random, workspace: WorkspaceSeed): string {
  const code = pick(random, workspace.codes);
  return `${workspace.id}/codes/${code.name}/versions/${code.version}`;
}

/** A data input that the standby can read just as well. */
export function dataInput(random: Random, workspace: WorkspaceSeed): JsonObject {
  const [, , subscription = '', , group = '', , , , name = ''] = workspace.id.split('/');
  const data = pick(random, workspace.data);
  const file = `corpus/part-${between(random, 1, 40)}`;
  const long = `azureml://subscriptions/${subscription}/resourcegroups/${group}/workspaces/${name}/datastores/shared_data/paths/${file}/`;
  const mode = pick(random, ['ReadOnlyMount', 'Download']);
  return pick<JsonObject>(random, [
    { mode, uri: `azureml://datastores/shared_data/paths/${file}/`, jobInputType: 'uri_folder' },
    { mode, uri: long, jobInputType: 'uri_folder' },
    { mode, uri: `${workspace.id}/data/${data.name}/versions/${data.version}`, jobInputType: data.dataType },
    { mode, uri: `azureml:${data.name}:${data.version}`, jobInputType: data.dataType },
    { mode, uri: 'https://azuremlexamples.blob.core.windows.net/datasets/iris.csv', jobInputType: 'uri_file' },
  ]);
}

export function modelInput(random: Random, workspace: WorkspaceSeed): JsonObject {
  const model = pick(random, workspace.models);
  return {
    mode: 'ReadOnlyMount',
    uri: `${workspace.id}/models/${model.name}/versions/${model.version}`,
    jobInputType: 'custom_model',
  };
}

export function literal(value: string): JsonObject {
  return { jobInputType: 'literal', value };
}
