import { shortHash } from '../ids.ts';
import { objectAt, stringAt, type JsonObject } from '../json.ts';

/**
 * What a resubmitted job says about itself. It stands in the job's `properties`, which the service lets nobody change
 * once they are there, so it tells a job of ours from a stranger's under the same name.
 */
export type Marker = {
  /** ARM id of the job that this one replaces. */
  readonly origin: string;
  /** ARM id of the first job of that chain. */
  readonly root: string;
  readonly run?: string;
  readonly epoch?: number;
  readonly attempt: number;
  readonly requestId?: string;
};

export const markerPrefix = 'failover.';
/** The one tag, for people who look at the job: `<workspace>/<job>`. */
export const peopleTag = 'failover.from';

/** Azure ML's limits (how-to-manage-quotas): values of 1,000 characters, 50 tags and 50 properties. */
const longestValue = 1000;
export const mostTags = 50;
/** A marker is that many properties when it says everything. */
export const markerEntriesAtMost = 6;

/** The spec with this marker and no other. */
export function withMarker(spec: JsonObject, marker: Marker): JsonObject {
  const others = Object.entries(objectAt(spec, 'properties') ?? {}).filter(([key]) => !key.startsWith(markerPrefix));
  const properties = Object.fromEntries([...others, ...markerEntries(marker)]);
  const tags = Object.entries(objectAt(spec, 'tags') ?? {}).filter(([key]) => key !== peopleTag);
  // The tag is a courtesy. A job that has all the tags it may have must not be refused for it.
  if (tags.length < mostTags) tags.push([peopleTag, fit(forPeople(marker.origin))]);
  return { ...spec, properties, tags: Object.fromEntries(tags) };
}

/** The marker of a job as the service returned it, or undefined when it carries none that can be read. */
export function readMarker(spec: JsonObject): Marker | undefined {
  const properties = objectAt(spec, 'properties');
  const read = (key: keyof Marker) => stringAt(properties, markerPrefix + key);
  const origin = read('origin');
  const root = read('root');
  const attempt = wholeNumber(read('attempt'));
  if (origin === undefined || root === undefined || attempt === undefined) return undefined;
  const run = read('run');
  const epoch = wholeNumber(read('epoch'));
  const requestId = read('requestId');
  return {
    origin,
    root,
    attempt,
    ...(run === undefined ? {} : { run }),
    ...(epoch === undefined ? {} : { epoch }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Whether both mark the same submission. ARM ids change letter case between Azure's APIs, nothing else may differ. */
export function sameMarker(a: Marker, b: Marker): boolean {
  return (
    sameText(a.origin.toLowerCase(), b.origin.toLowerCase()) &&
    sameText(a.root.toLowerCase(), b.root.toLowerCase()) &&
    sameText(a.run, b.run) &&
    a.epoch === b.epoch &&
    a.attempt === b.attempt &&
    sameText(a.requestId, b.requestId)
  );
}

function markerEntries(marker: Marker): [string, string][] {
  const entries = [
    ['origin', marker.origin],
    ['root', marker.root],
    ['run', marker.run],
    ['epoch', marker.epoch],
    ['attempt', marker.attempt],
    ['requestId', marker.requestId],
  ] as const;
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [[markerPrefix + key, fit(String(value))]]));
}

/** Text that is too long is cut and ends in its own hash, so that different texts stay different. */
function fit(text: string): string {
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 53)}~${shortHash(text, 52)}`;
}

/** A marker that was read back may hold the cut form of what the other one holds whole. */
function sameText(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && fit(a) === fit(b));
}

function forPeople(origin: string): string {
  const match = /\/workspaces\/([^/]+)\/jobs\/([^/]+)$/i.exec(origin);
  return match === null ? origin : `${match[1]}/${match[2]}`;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}
