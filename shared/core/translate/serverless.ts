import type { Dependency } from '../asset.ts';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json.ts';
import { parseReference, tailOf } from '../reference.ts';
import { subjectOf } from '../reference-subject.ts';
import { escapeKey } from './walk.ts';

type Serverless = Extract<Dependency, { kind: 'serverless' }>;

/** Nodes that run on a compute; all others only steer, or bring their own nodes. */
const runningNodes = new Set(['command', 'sweep', 'parallel', 'spark', 'automl', 'import']);

/**
 * Everything of a job that runs without a compute of the workspace, and so needs quota in the target's region: no
 * `computeId` at all, the reserved name `serverless`, or an empty name (recorded: 04, 09 and 11).
 */
export function serverlessOf(spec: JsonObject): Serverless[] {
  if (stringAt(spec, 'jobType') === undefined) return [];
  const own = computeOf(spec);
  const jobs = objectAt(spec, 'jobs');
  if (stringAt(spec, 'jobType') !== 'Pipeline') return isServerlessCompute(own) ? [needed('/computeId', spec)] : [];
  const settings = objectAt(spec, 'settings');
  return jobs === undefined ? [] : ofNodes(jobs, '/jobs', stringAt(settings, 'default_compute') ?? own);
}

function ofNodes(jobs: JsonObject, path: string, inherited: string | undefined): Serverless[] {
  return Object.entries(jobs).flatMap(([name, node]) => {
    if (!isJsonObject(node)) return [];
    const at = `${path}/${escapeKey(name)}`;
    const compute = computeOf(node) ?? inherited;
    const nested = objectAt(node, 'jobs');
    if (nested !== undefined) return ofNodes(nested, `${at}/jobs`, compute);
    const type = stringAt(node, 'type')?.toLowerCase() ?? 'command';
    return runningNodes.has(type) && isServerlessCompute(compute) ? [needed(at, node)] : [];
  });
}

function computeOf(job: JsonObject): string | undefined {
  return stringAt(job, 'computeId') ?? stringAt(job, 'compute');
}

function isServerlessCompute(text: string | undefined): boolean {
  return text === undefined || isReserved(computeName(text));
}

/** The name of the compute that a reference names; undefined for bindings and for what is no compute of a workspace. */
export function computeName(text: string): string | undefined {
  const reference = parseReference(text);
  if (reference.kind === 'plain') return text.includes('/') ? undefined : text;
  if (reference.kind === 'named') return reference.suffix === '' ? reference.name : undefined;
  if (reference.kind !== 'workspace' && reference.kind !== 'location') return undefined;
  const subject = subjectOf(tailOf(reference));
  return subject.kind === 'compute' ? subject.name : undefined;
}

export function isReserved(compute: string | undefined): boolean {
  return compute === '' || compute?.toLowerCase() === 'serverless';
}

function needed(path: string, job: JsonObject): Serverless {
  const resources = objectAt(job, 'resources') ?? objectAt(objectAt(job, 'trial'), 'resources');
  const instanceType = stringAt(resources, 'instanceType') ?? stringAt(resources, 'instance_type');
  return { path, kind: 'serverless', ...(instanceType === undefined ? {} : { instanceType }) };
}
