import type { JobKey, PairName } from '../core/ids.ts';
import { parseJobKey, parsePairName, shardOf, sideOf } from '../core/ids.ts';
import type { LedgerJob } from '../core/job.ts';
import type { Instant } from '../core/time.ts';
import { formatInstant, parseInstant } from '../core/time.ts';
import type { Row } from './table-row.ts';
import { jsonColumns, readJson, readText } from './table-row.ts';

/** Tags are kept up to this many UTF-16 units of JSON: a row must stay below 1 MiB. Azure ML allows about 55,000. */
const maxTagUnits = 250_000;

export function partition(pair: PairName, shard: number): string {
  return `${pair}|${String(shard).padStart(2, '0')}`;
}

export function partitionOf(pair: PairName, key: JobKey): string {
  return partition(pair, shardOf(key));
}

export function rowKey(state: LedgerJob['state'], key: JobKey): string {
  return `${state};${key}`;
}

/** The job as a row of the table `Jobs`. Times are ISO text, so that people can read and filters can compare them. */
export function toRow(job: LedgerJob): Row {
  return {
    partitionKey: partitionOf(job.pair, job.key),
    rowKey: rowKey(job.state, job.key),
    columns: {
      name: job.name,
      status: job.status,
      statusAt: formatInstant(job.statusAt),
      firstSeenAt: formatInstant(job.firstSeenAt),
      createdAt: job.createdAt === undefined ? undefined : formatInstant(job.createdAt),
      cancelRequested: job.cancelRequested,
      endWanted: job.endWanted,
      deniedAt: job.deniedAt === undefined ? undefined : formatInstant(job.deniedAt),
      jobType: job.jobType,
      experiment: job.experiment,
      owner: job.owner,
      tagsAt: job.tagsAt === undefined ? undefined : formatInstant(job.tagsAt),
      endedAt: job.state === 'done' ? formatInstant(job.endedAt) : undefined,
      ...jsonColumns('tags', fitTags(job.tags)),
      ...jsonColumns('spec', job.spec),
      ...jsonColumns('lineage', job.lineage),
      disposition: job.disposition?.kind,
      ...jsonColumns('judged', job.disposition),
    },
  };
}

/** @throws Error that names the row and the column when one that every row has is missing. */
export function fromRow(row: Row): LedgerJob {
  const pair = parsePairName(row.partitionKey.slice(0, row.partitionKey.indexOf('|')));
  const [state, text] = [row.rowKey.slice(0, 4), row.rowKey.slice(5)];
  const key = parseJobKey(text)?.key;
  if (pair === undefined || key === undefined) throw new Error(`row ${row.partitionKey} / ${row.rowKey} is of no job`);
  const facts = {
    pair,
    key,
    side: sideOf(key),
    name: required(row, 'name'),
    status: required(row, 'status'),
    statusAt: requiredInstant(row, 'statusAt'),
    firstSeenAt: requiredInstant(row, 'firstSeenAt'),
    cancelRequested: row.columns['cancelRequested'] === true,
    ...(row.columns['endWanted'] === true ? { endWanted: true as const } : {}),
    ...present('deniedAt', parseInstant(readText(row, 'deniedAt'))),
    tags: readJson<LedgerJob['tags']>(row, 'tags') ?? {},
    spec: readJson<LedgerJob['spec']>(row, 'spec') ?? { kind: 'wanted' },
    ...present('createdAt', parseInstant(readText(row, 'createdAt'))),
    ...present('tagsAt', parseInstant(readText(row, 'tagsAt'))),
    ...present('jobType', readText(row, 'jobType')),
    ...present('experiment', readText(row, 'experiment')),
    ...present('owner', readText(row, 'owner')),
    ...present('disposition', readJson<NonNullable<LedgerJob['disposition']>>(row, 'judged')),
    ...present('lineage', readJson<NonNullable<LedgerJob['lineage']>>(row, 'lineage')),
  } as const;
  return state === 'done'
    ? { ...facts, state: 'done', endedAt: requiredInstant(row, 'endedAt') }
    : { ...facts, state: 'live' };
}

/** Ours first, since decisions hang on them; then as many others as there is room for, always the same ones. */
function fitTags(tags: LedgerJob['tags']): LedgerJob['tags'] {
  if (JSON.stringify(tags).length <= maxTagUnits) return tags;
  const isOurs = (key: string) => key.startsWith('failover.');
  const keys = Object.keys(tags).toSorted();
  const kept: Record<string, string> = {};
  let room = maxTagUnits;
  for (const key of [...keys.filter(isOurs), ...keys.filter((other) => !isOurs(other))]) {
    const value = tags[key] ?? '';
    room -= JSON.stringify(key).length + JSON.stringify(value).length + 2;
    if (room < 0) break;
    kept[key] = value;
  }
  return kept;
}

function required(row: Row, column: string): string {
  const text = readText(row, column);
  if (text === undefined) throw new Error(`row ${row.partitionKey} / ${row.rowKey} of table Jobs has no ${column}`);
  return text;
}

function requiredInstant(row: Row, column: string): Instant {
  const at = parseInstant(required(row, column));
  if (at === undefined)
    throw new Error(`row ${row.partitionKey} / ${row.rowKey} of table Jobs has no time in ${column}`);
  return at;
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value });
}
