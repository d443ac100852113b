import { dispositionText, type Disposition } from './disposition.ts';
import type { PairName } from './ids.ts';
import { jobKey } from './ids.ts';
import type { DoneJob, LedgerJob, LiveJob, SpecState } from './job.ts';
import { isDenied, isTerminal, statusRank } from './job.ts';
import { canonicalJson, type Json } from './json.ts';
import type { JobObservation, SpecFacts } from './observation.ts';
import type { Instant } from './time.ts';
import { instant } from './time.ts';

/** All of a row but what follows from the rest of it. */
type Facts = Omit<LiveJob, 'state'>;

/**
 * The job's row after one more observation. Rows form a join semilattice: whatever the order and number of
 * observations and answers, the row is the same. So it depends on no clock, and late or doubled events need no care.
 */
export function mergeObservation(pair: PairName, row: LedgerJob | undefined, seen: JobObservation): LedgerJob {
  const before: LedgerJob = row ?? withState(blank(pair, seen));
  return joinJobs(before, withState({ ...blank(pair, seen), ...told(seen) }));
}

/** The job's row after an answer of the service about its definition. Joins as observations do, and with them. */
export function mergeSpecFacts(row: LedgerJob, facts: SpecFacts): LedgerJob {
  const { at, spec, status, statusAt, tags, ...others } = facts;
  const said: Facts = {
    ...blank(row.pair, { side: row.side, name: row.name, at: row.firstSeenAt }),
    ...told({ at, ...(status === undefined ? {} : { status }), ...(tags === undefined ? {} : { tags }) }),
    ...(status === undefined ? {} : optional('statusAt', statusAt)),
    ...others,
    ...(spec.kind === 'gone' ? { deniedAt: at } : { spec }),
  };
  return joinJobs(row, withState(said));
}

/** The job's row after one more look at what would become of it. The later look wins. */
export function mergeDisposition(row: LedgerJob, disposition: Disposition): LedgerJob {
  const said = blank(row.pair, { side: row.side, name: row.name, at: row.firstSeenAt });
  return joinJobs(row, withState({ ...said, disposition }));
}

/**
 * What two rows of one job say together: the least row that knows all that either knows.
 * @throws Error when they are rows of two jobs.
 */
export function joinJobs(a: LedgerJob, b: LedgerJob): LedgerJob {
  if (a.pair !== b.pair || a.key !== b.key) throw new Error(`${a.key} and ${b.key} are different jobs`);
  const { status, statusAt } = greater(a, b, compareStatus);
  const { tags, tagsAt } = greater(a, b, compareTags);
  return withState({
    pair: a.pair,
    key: a.key,
    side: a.side,
    name: greater(a.name, b.name, compareNames),
    status,
    statusAt,
    firstSeenAt: instant(Math.min(a.firstSeenAt, b.firstSeenAt)),
    cancelRequested: a.cancelRequested || b.cancelRequested,
    ...(a.endWanted === true || b.endWanted === true ? { endWanted: true } : {}),
    ...optional('deniedAt', later(a.deniedAt, b.deniedAt)),
    tags,
    ...(tagsAt === undefined ? {} : { tagsAt }),
    spec: greater(a.spec, b.spec, compareSpecs),
    // These never change in the service, so nothing is lost by letting the greater text win over another.
    ...optional('jobType', greaterText(a.jobType, b.jobType)),
    ...optional('experiment', greaterText(a.experiment, b.experiment)),
    ...optional('owner', greaterText(a.owner, b.owner)),
    ...optional('createdAt', earlier(a.createdAt, b.createdAt)),
    ...optional('lineage', greaterLineage(a.lineage, b.lineage)),
    ...optional('disposition', laterDisposition(a.disposition, b.disposition)),
  });
}

/** Whether two rows of a job know the same. */
export function isSameRow(a: LedgerJob, b: LedgerJob): boolean {
  const [one, other] = [a, b].map((row) => canonicalJson(JSON.parse(JSON.stringify(row)) as Json));
  return one === other;
}

/** Nothing but that the job exists: the least of all rows. */
function blank(pair: PairName, { side, name, at }: Pick<JobObservation, 'side' | 'name' | 'at'>): Facts {
  return {
    pair,
    key: jobKey(side, name),
    side,
    name,
    status: 'Unknown',
    statusAt: instant(0),
    firstSeenAt: at,
    cancelRequested: false,
    tags: {},
    spec: { kind: 'wanted' },
  };
}

function told(seen: Omit<JobObservation, 'side' | 'name'>): Partial<Facts> {
  const { at, status, tags } = seen;
  return {
    ...(status === undefined ? {} : { status, statusAt: at }),
    ...(tags === undefined ? {} : { tags, tagsAt: at }),
    ...optional('experiment', seen.experiment),
    cancelRequested: seen.cancelRequested === true || status?.toLowerCase() === 'cancelrequested',
    ...(seen.endWanted === true ? { endWanted: true } : {}),
  };
}

function withState(facts: Facts): LedgerJob {
  const endedAt = endOf(facts);
  return endedAt === undefined
    ? ({ ...facts, state: 'live' } satisfies LiveJob)
    : ({ ...facts, state: 'done', endedAt } satisfies DoneJob);
}

function endOf(facts: Facts): Instant | undefined {
  const { status, statusAt, firstSeenAt, spec, deniedAt } = facts;
  if (isTerminal(status)) return statusAt;
  // A child was never ours to move; the time only says how long its tombstone is worth keeping.
  if (spec.kind === 'child') return instant(Math.max(statusAt, firstSeenAt));
  return isDenied(facts) ? deniedAt : undefined;
}

type Compare<T> = (a: T, b: T) => number;

function greater<T>(a: T, b: T, compare: Compare<T>): T {
  return compare(a, b) >= 0 ? a : b;
}

/**
 * Terminal beats all else. Of two terminal ones the earlier wins: a job that is looked at again long after its end must
 * not seem to have ended just now. Of others the later wins, and of one instant the one further on.
 */
const compareStatus: Compare<Pick<Facts, 'status' | 'statusAt'>> = (a, b) =>
  Number(isTerminal(a.status)) - Number(isTerminal(b.status)) ||
  (isTerminal(a.status) ? b.statusAt - a.statusAt : a.statusAt - b.statusAt) ||
  statusRank(a.status) - statusRank(b.status) ||
  compareText(a.status, b.status);

const compareTags: Compare<Pick<Facts, 'tags' | 'tagsAt'>> = (a, b) =>
  (a.tagsAt ?? -1) - (b.tagsAt ?? -1) || compareText(canonicalJson(a.tags), canonicalJson(b.tags));

/** Some APIs change an id to one letter case, none mixes it: mixed case is the service's own spelling. */
const compareNames: Compare<string> = (a, b) => Number(isMixed(a)) - Number(isMixed(b)) || compareText(a, b);

/** Once a child, always a child. Otherwise the latest answer counts, and any answer counts more than none. */
const compareSpecs: Compare<SpecState> = (a, b) =>
  specRank(a) - specRank(b) || answeredAt(a) - answeredAt(b) || compareText(canonicalJson(a), canonicalJson(b));

function specRank(spec: SpecState): number {
  if (spec.kind === 'child') return 2;
  return spec.kind === 'wanted' ? 0 : 1;
}

function answeredAt(spec: SpecState): number {
  return 'at' in spec ? spec.at : 0;
}

function isMixed(text: string): boolean {
  return text !== text.toLowerCase() && text !== text.toUpperCase();
}

/** By UTF-16 units: the same on every machine, whatever its locale. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a > b ? 1 : -1;
}

function greaterText(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? (a ?? b) : greater(a, b, compareText);
}

function earlier(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || b === undefined ? (a ?? b) : instant(Math.min(a, b));
}

function later(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || b === undefined ? (a ?? b) : instant(Math.max(a, b));
}

function greaterLineage(a: Facts['lineage'], b: Facts['lineage']): Facts['lineage'] {
  if (a === undefined || b === undefined) return a ?? b;
  return greater(a, b, (one, other) => compareText(canonicalJson(one), canonicalJson(other)));
}

function laterDisposition(a: Disposition | undefined, b: Disposition | undefined): Disposition | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return greater(a, b, (one, other) => one.at - other.at || compareText(dispositionText(one), dispositionText(other)));
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value });
}
