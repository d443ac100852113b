import { shortHash, type SpecHash } from './ids.ts';
import { isTerminal, type LedgerJob } from './job.ts';
import type { JsonObject } from './json.ts';
import { canonicalJson, objectAt, stringAt } from './json.ts';
import type { SpecFacts } from './observation.ts';
import { instant, parseInstant, type Instant } from './time.ts';
import { markerPrefix } from './translate/marker.ts';
import { isServiceTag } from './translate/strip.ts';

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
 * @param known its row before.
 */
export function factsOf(
  job: AnsweredJob,
  stored: { readonly hash: SpecHash; readonly bytes: number } | undefined,
  asked: Instant,
  known?: LedgerJob,
): SpecFacts {
  // The service shows the children of pipelines and sweeps without properties, and nothing else.
  if (job.properties === null) return { at: asked, spec: { kind: 'child' } };
  const text = (key: string) => stringAt(job.properties, key);
  const tags = stringsOf(objectAt(job.properties, 'tags'));
  const lineage = lineageOf(job.properties);
  const [status, jobType, experiment] = [text('status'), text('jobType'), text('experimentName')];
  return {
    at: asked,
    spec:
      stored === undefined
        ? { kind: 'wanted' }
        : { kind: 'recorded', ...stored, at: asked, tagsHash: tagsHashOf(job.properties) },
    ...(status === undefined ? {} : { status, statusAt: statusAtOf(job, asked, known) }),
    ...(jobType === undefined ? {} : { jobType }),
    ...(experiment === undefined ? {} : { experiment }),
    ...(job.createdBy === undefined ? {} : { owner: job.createdBy }),
    ...(job.createdAt === undefined ? {} : { createdAt: job.createdAt }),
    ...(tags === undefined ? {} : { tags }),
    ...(lineage === undefined ? {} : { lineage }),
  };
}

/** Between the creation of a job and the first word of it lies no more than this, as a rule. */
const promptly = 10 * 60_000;

/**
 * Since when the status of an answer has been true, as far as the answer says: a job that is looked at long after its end
 * must not seem to have ended just now. `EndTimeUtc` (to the second) is as the service was recorded to write it; jobs that
 * never began have none. A job without it of which the first word came long after its creation, as when somebody archives
 * it, ended nobody knows when: it counts as long over.
 */
export function statusAtOf(job: AnsweredJob, asked: Instant, known?: LedgerJob): Instant {
  const { properties, createdAt } = job;
  if (!isTerminal(stringAt(properties, 'status') ?? '')) return asked;
  const told = stringAt(objectAt(properties, 'properties'), 'EndTimeUtc');
  const end = parseInstant(told?.replace(' ', 'T').replace(/Z?$/, 'Z'));
  if (end !== undefined && end > (createdAt ?? 0) - 1_000) return instant(Math.min(end, asked));
  const isUnheardOf = known !== undefined && known.statusAt === 0 && !known.cancelRequested;
  return isUnheardOf && createdAt !== undefined && createdAt < known.firstSeenAt - promptly ? createdAt : asked;
}

/** The author's tags of a definition are others than those with which it was recorded. */
export function isRetagged({ spec }: LedgerJob, { properties }: AnsweredJob): boolean {
  if (spec.kind !== 'recorded' || spec.tagsHash === undefined || properties === null) return false;
  return spec.tagsHash !== tagsHashOf(properties);
}

/** Without the tags that the service itself adds and changes while a job runs. */
function tagsHashOf(properties: JsonObject): string {
  const tags = Object.entries(objectAt(properties, 'tags') ?? {}).filter(([name, value]) => !isServiceTag(name, value));
  return shortHash(canonicalJson(Object.fromEntries(tags)), 8);
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
