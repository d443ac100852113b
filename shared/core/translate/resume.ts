import { isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json.ts';

/** Where a resubmitted job finds what its predecessors left, and who they were. */
export type Resume = {
  /** In the words of the workspace that it runs in. */
  readonly checkpoint: string;
  /** ARM ids. */
  readonly root: string;
  readonly origin: string;
  /** Which attempt this is to submit a copy of the origin, as in the marker. */
  readonly attempt: number;
};

export const checkpointPath = '/tags/failover.checkpoint';
const input = 'checkpoint';

/**
 * A job that has nothing but the checkpoint, as an input: so it is read, found and moved by the very rules that hold for
 * every other input.
 */
export function checkpointSpec(uri: string): JsonObject {
  return { jobType: 'Command', inputs: { [input]: { jobInputType: 'uri_folder', uri } } };
}

/** The checkpoint out of a translated `checkpointSpec`. */
export function checkpointIn(spec: JsonObject): string | undefined {
  return stringAt(objectAt(objectAt(spec, 'inputs'), input), 'uri');
}

/** The translated spec of a job, with what it needs to go on where its predecessor stood. */
export function resumed(
  { spec, checkpoint }: { readonly spec: JsonObject; readonly checkpoint?: string },
  { root, origin, attempt }: Omit<Resume, 'checkpoint'>,
): JsonObject {
  return checkpoint === undefined ? spec : withResume(spec, { checkpoint, root, origin, attempt });
}

/**
 * The spec with the checkpoint and the lineage in the environment variables of all code of the user's that it runs: of a
 * command, of a sweep's trials, of Spark, and of every command node of a pipeline, also of nested ones. Nodes of other
 * types have no variables that the service would take. A job that does not say where its checkpoints are is left alone.
 */
export function withResume(spec: JsonObject, resume: Resume): JsonObject {
  const variables: JsonObject = {
    FAILOVER_CHECKPOINT_URI: resume.checkpoint,
    FAILOVER_ROOT_JOB: resume.root,
    FAILOVER_ORIGIN_JOB: resume.origin,
    FAILOVER_ATTEMPT: String(resume.attempt),
  };
  const tags = { ...objectAt(spec, 'tags'), 'failover.checkpoint': resume.checkpoint };
  switch (stringAt(spec, 'jobType')) {
    case 'Command':
    case 'Spark':
      return { ...spec, tags, environmentVariables: { ...objectAt(spec, 'environmentVariables'), ...variables } };
    case 'Sweep': {
      const trial = objectAt(spec, 'trial') ?? {};
      const environmentVariables = { ...objectAt(trial, 'environmentVariables'), ...variables };
      return { ...spec, tags, trial: { ...trial, environmentVariables } };
    }
    case 'Pipeline':
      return { ...spec, tags, jobs: withNodes(spec['jobs'] ?? {}, variables) };
    case undefined:
    default:
      return { ...spec, tags };
  }
}

function withNodes(jobs: Json, variables: JsonObject): Json {
  if (!isJsonObject(jobs)) return jobs;
  return Object.fromEntries(
    Object.entries(jobs).map(([name, node]) => [name, isJsonObject(node) ? withNode(node, variables) : node]),
  );
}

function withNode(node: JsonObject, variables: JsonObject): JsonObject {
  if (isJsonObject(node['jobs'])) return { ...node, jobs: withNodes(node['jobs'], variables) };
  // Without a type a node is a command: the service's own default.
  if ((stringAt(node, 'type') ?? 'command').toLowerCase() !== 'command') return node;
  // The service writes snake_case inside `jobs`, and some tools write camelCase: what is there is used.
  const key = 'environmentVariables' in node ? 'environmentVariables' : 'environment_variables';
  return { ...node, [key]: { ...objectAt(node, key), ...variables } };
}
