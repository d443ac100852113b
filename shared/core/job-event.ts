import { isJobName } from './ids.ts';
import { stringsOf } from './job-facts.ts';
import type { JsonObject } from './json.ts';
import { isJsonObject, objectAt, stringAt } from './json.ts';
import type { JobObservation } from './observation.ts';
import type { Instant } from './time.ts';
import { parseInstant } from './time.ts';
import { parseWorkspaceId } from './workspace.ts';

/** Something that is not as it must be: where (JSON pointer), what is there, and what would be right. */
export type EventProblem = { readonly path: string; readonly value: unknown; readonly allowed: string };

type Subject = {
  /** ARM id of the workspace, as the event spells it. */
  readonly workspaceId: string;
  readonly name: string;
  readonly at: Instant;
};

export type ParsedJobEvent =
  | ({ readonly kind: 'job' } & Subject & Omit<JobObservation, 'side' | 'name' | 'at'>)
  /** A step of a pipeline: it comes and goes with its root. */
  | ({ readonly kind: 'child'; readonly root?: string } & Subject)
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'malformed'; readonly problems: readonly [EventProblem, ...EventProblem[]] };

type Envelope = {
  readonly type: string;
  /** The event as it came. */
  readonly event: JsonObject;
  /** Under which names this schema keeps what both schemas have. */
  readonly keys: { readonly source: string; readonly time: string };
};

/** Reads an Event Grid event about a job, in Event Grid's own schema or as a CloudEvent. */
export function parseJobEvent(event: unknown): ParsedJobEvent {
  if (!isJsonObject(event)) return malformed([{ path: '', value: event, allowed: 'an event: a JSON object' }]);
  const cloud = event['specversion'] !== undefined;
  const typeKey = cloud ? 'type' : 'eventType';
  const type = stringAt(event, typeKey);
  if (type === undefined) {
    return malformed([{ path: `/${typeKey}`, value: event[typeKey], allowed: 'the type of the event, as text' }]);
  }
  const keys = cloud ? { source: 'source', time: 'time' } : { source: 'topic', time: 'eventTime' };
  const envelope: Envelope = { type, event, keys };
  switch (type.toLowerCase()) {
    case 'microsoft.machinelearningservices.runstatuschanged':
      return parseRun(envelope, stringAt(objectAt(event, 'data'), 'runStatus'));
    case 'microsoft.machinelearningservices.runcompleted':
      return parseRun(envelope, 'Completed');
    case 'microsoft.resources.resourcewritesuccess':
      return parseOperation(envelope, jobWrite, {});
    case 'microsoft.resources.resourceactionsuccess':
      return parseOperation(envelope, jobCancel, { cancelRequested: true });
    default:
      return { kind: 'ignored', why: `events of the type ${type} say nothing about a job` };
  }
}

function parseRun({ event, keys }: Envelope, status: string | undefined): ParsedJobEvent {
  const data = objectAt(event, 'data');
  const source = stringAt(event, keys.source);
  const workspaceId = source === undefined ? undefined : parseWorkspaceId(source)?.id;
  const name = stringAt(data, 'runId');
  const named = name !== undefined && isJobName(name);
  const at = parseInstant(stringAt(event, keys.time));
  const problems: EventProblem[] = [
    ...(workspaceId === undefined ? [wrong(event, [keys.source], "a workspace's ARM id")] : []),
    ...(named ? [] : [wrong(event, ['data', 'runId'], 'the name of a job')]),
    ...(at === undefined ? [wrong(event, [keys.time], 'an ISO 8601 timestamp')] : []),
    ...(status === undefined || status === '' ? [wrong(event, ['data', 'runStatus'], 'the status of a job')] : []),
  ];
  if (workspaceId === undefined || !named || at === undefined || status === undefined || problems.length > 0) {
    return malformed(problems);
  }
  const subject: Subject = { workspaceId, name, at };
  const family = familyOf(data, name);
  if (family.kind === 'child') return { ...family, ...subject };
  const experiment = stringAt(data, 'experimentName');
  const tags = stringsOf(objectAt(data, 'runTags'));
  return {
    kind: 'job',
    ...subject,
    status,
    ...(experiment === undefined || experiment === '' ? {} : { experiment }),
    ...(tags === undefined ? {} : { tags }),
  };
}

/**
 * A pipeline's steps say so. Trials of sweeps and runs of AutoML do not; those are told apart when their definition is
 * fetched, which the service does not show for any child.
 */
function familyOf(data: JsonObject | undefined, name: string): { kind: 'root' } | { kind: 'child'; root?: string } {
  const properties = new Map(
    Object.entries(objectAt(data, 'runProperties') ?? {}).map(([key, value]) => [key.toLowerCase(), value]),
  );
  const root = [properties.get('azureml.rootpipelinerunid'), properties.get('azureml.pipelinerunid')].find(
    (id): id is string => typeof id === 'string' && id !== '' && id.toLowerCase() !== name.toLowerCase(),
  );
  if (root !== undefined) return { kind: 'child', root };
  // azureml.StepRun, azureml.ReusedStepRun
  return /step_?run$/i.test(stringAt(data, 'runType') ?? '') ? { kind: 'child' } : { kind: 'root' };
}

const jobWrite = 'microsoft.machinelearningservices/workspaces/jobs/write';
const jobCancel = 'microsoft.machinelearningservices/workspaces/jobs/cancel/action';

/** A write or a cancel of a job that went through ARM. It says nothing of the job's status. */
function parseOperation(
  { event, keys }: Envelope,
  operation: string,
  said: Pick<JobObservation, 'cancelRequested'>,
): ParsedJobEvent {
  const data = objectAt(event, 'data');
  const operationName = stringAt(data, 'operationName');
  if (operationName?.toLowerCase() !== operation) {
    return { kind: 'ignored', why: `the operation ${operationName ?? '(none)'} is not ${operation}` };
  }
  const path = stringAt(data, 'resourceUri') === undefined ? ['subject'] : ['data', 'resourceUri'];
  const job = parseJobId(stringAt(data, 'resourceUri') ?? stringAt(event, 'subject') ?? '');
  const at = parseInstant(stringAt(event, keys.time));
  if (job === undefined || at === undefined) {
    return malformed([
      ...(job === undefined ? [wrong(event, path, "a job's ARM id")] : []),
      ...(at === undefined ? [wrong(event, [keys.time], 'an ISO 8601 timestamp')] : []),
    ]);
  }
  return { kind: 'job', ...job, at, ...said };
}

function parseJobId(id: string): { workspaceId: string; name: string } | undefined {
  const match = /^(.+)\/jobs\/([^/]+)(?:\/cancel)?$/i.exec(id);
  const [, workspace, name] = match ?? [];
  if (workspace === undefined || name === undefined || !isJobName(name)) return undefined;
  const workspaceId = parseWorkspaceId(workspace)?.id;
  return workspaceId === undefined ? undefined : { workspaceId, name };
}

function wrong(event: JsonObject, path: readonly string[], allowed: string): EventProblem {
  let value: unknown = event;
  for (const key of path) value = isJsonObject(value) ? value[key] : undefined;
  return { path: path.map((key) => `/${key}`).join(''), value, allowed };
}

function malformed(problems: readonly EventProblem[]): ParsedJobEvent {
  const [first, ...others] = problems;
  return { kind: 'malformed', problems: [first ?? { path: '', value: undefined, allowed: 'an event' }, ...others] };
}
