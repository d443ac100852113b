import type { SpecHash } from './ids.ts';
import type { JsonObject } from './json.ts';
import { objectAt, stringAt } from './json.ts';
import type { SpecFacts } from './observation.ts';
import type { Instant } from './time.ts';
import { markerPrefix } from './translate/marker.ts';

export { notResubmittable } from './translate/kinds.ts';

/** What the ledger needs of the answer to a GET of a job. */
export type AnsweredJob = {
  readonly properties: JsonObject | null;
  readonly createdBy?: string;
  readonly createdAt?: Instant;
};

/**
 * What an answer about a job says to its row.
 * @param stored where its definition was put; undefined when it was not, and is still wanted.
 * @param asked when the service was asked, by our clock.
 */
export function factsOf(
  job: AnsweredJob,
  stored: { readonly hash: SpecHash; readonly bytes: number } | undefined,
  asked: Instant,
): SpecFacts {
  // The service shows the children of pipelines and sweeps without properties, and nothing else.
  if (job.properties === null) return { at: asked, spec: { kind: 'child' } };
  const text = (key: string) => stringAt(job.properties, key);
  const tags = stringsOf(objectAt(job.properties, 'tags'));
  const lineage = lineageOf(job.properties);
  const [status, jobType, experiment] = [text('status'), text('jobType'), text('experimentName')];
  return {
    at: asked,
    spec: stored === undefined ? { kind: 'wanted' } : { kind: 'recorded', ...stored, at: asked },
    ...(status === undefined ? {} : { status }),
    ...(jobType === undefined ? {} : { jobType }),
    ...(experiment === undefined ? {} : { experiment }),
    ...(job.createdBy === undefined ? {} : { owner: job.createdBy }),
    ...(job.createdAt === undefined ? {} : { createdAt: job.createdAt }),
    ...(tags === undefined ? {} : { tags }),
    ...(lineage === undefined ? {} : { lineage }),
  };
}

/** Tags as strings: the service's own are, but nothing in its schema holds senders of events to that. */
export function stringsOf(values: JsonObject | undefined): Record<string, string> | undefined {
  if (values === undefined) return undefined;
  const strings: [string, string][] = [];
  for (const [key, value] of Object.entries(values)) {
    if (value !== null) strings.push([key, typeof value === 'string' ? value : JSON.stringify(value)]);
  }
  return Object.fromEntries(strings);
}

/** Origin and root of a job that is a resubmission of ours. */
function lineageOf(properties: JsonObject): SpecFacts['lineage'] {
  const marked = objectAt(properties, 'properties');
  const origin = stringAt(marked, `${markerPrefix}origin`);
  const root = stringAt(marked, `${markerPrefix}root`);
  return origin === undefined || root === undefined ? undefined : { origin, root };
}
