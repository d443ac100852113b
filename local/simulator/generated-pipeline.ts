import { between, pick } from './random.ts';
import { chance, computeId, dataInput, experiment, gitProperties, literal, tags } from './generated-parts.ts';
import type { Json, JsonObject } from './json.ts';
import type { GeneratedJob } from './generated-job.ts';
import type { Random } from './random.ts';
import type { WorkspaceSeed } from './types.ts';

/** A pipeline of two to four steps, with the keys below `jobs` in snake_case as the service has them. */
export function pipelineJob(random: Random, name: string, workspace: WorkspaceSeed): GeneratedJob {
  const usesServerless = chance(random, 0.25);
  const properties: JsonObject = {
    description: `${pick(random, ['weekly', 'nightly', 'one-off'])} pipeline`,
    properties: gitProperties(random),
    tags: tags(random),
    ...(chance(random, 0.4) ? { computeId: computeId(random, workspace) } : {}),
    displayName: name,
    experimentName: experiment(random),
    isArchived: false,
    jobType: 'Pipeline',
    inputs: { raw: dataInput(random, workspace), rounds: literal(String(between(random, 1, 30))) },
    jobs: nodes(random, workspace),
    outputs: {},
    settings: {
      default_compute: usesServerless ? `${workspace.id}/computes/serverless` : computeId(random, workspace),
      default_datastore: `${workspace.id}/datastores/${pick(random, ['shared_data', 'workspaceblobstore'])}`,
      continue_on_step_failure: chance(random, 0.5),
      force_rerun: chance(random, 0.2),
      _source: 'YAML.JOB',
    },
  };
  return { name, kind: 'pipeline', body: { properties }, needsToken: true, expected: 'verified' };
}

function nodes(random: Random, workspace: WorkspaceSeed): JsonObject {
  const names = ['prepare', 'train', 'evaluate', 'report'].slice(0, between(random, 2, 4));
  return Object.fromEntries(names.map((name, index) => [name, node(random, workspace, name, names[index - 1])]));
}

function node(random: Random, workspace: WorkspaceSeed, name: string, previous: string | undefined): JsonObject {
  const component = pick(random, workspace.components);
  const isPipeline = component.componentSpec['type'] === 'pipeline';
  const isFromRegistry = !isPipeline && chance(random, 0.2);
  const source: Json =
    previous === undefined ? '${{parent.inputs.raw}}' : `\${{parent.jobs.${previous}.outputs.result}}`;
  return {
    name,
    type: isPipeline ? 'pipeline' : 'command',
    ...(!isPipeline && chance(random, 0.5) ? { computeId: computeId(random, workspace) } : {}),
    inputs: {
      data: { job_input_type: 'literal', value: source },
      ...(previous === undefined && chance(random, 0.3) ? { extra: snakeInput(dataInput(random, workspace)) } : {}),
    },
    outputs: { result: { mode: 'ReadWriteMount', job_output_type: 'uri_folder' } },
    ...(chance(random, 0.3) && !isPipeline
      ? { resources: { instance_count: between(random, 1, 3), shm_size: '8g' } }
      : {}),
    ...(chance(random, 0.3) && !isPipeline ? { environment_variables: { STAGE: name, OMP_NUM_THREADS: '4' } } : {}),
    ...(chance(random, 0.2) && !isPipeline ? { limits: { timeout: 'PT6H', job_limits_type: 'Command' } } : {}),
    _source: isFromRegistry ? 'REMOTE.REGISTRY' : 'REMOTE.WORKSPACE.COMPONENT',
    componentId: isFromRegistry
      ? 'azureml://registries/azureml/components/train_text_classification_model/versions/0.0.12'
      : `${workspace.id}/components/${component.name}/versions/${component.version}`,
  };
}

function snakeInput(input: JsonObject): JsonObject {
  return { mode: input['mode'] ?? null, uri: input['uri'] ?? null, job_input_type: input['jobInputType'] ?? null };
}
