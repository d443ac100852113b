import { createHash } from 'node:crypto';

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

export type PairName = Branded<string, 'PairName'>;
/** `<pair>-r<runNo>` */
export type RunId = Branded<string, 'RunId'>;
/** `<side>:<job name in lower case>`: ids change case between Azure's APIs, a job stays one job. */
export type JobKey = Branded<string, 'JobKey'>;
/** Grows at every claim and every takeover of a pair; a write that carries an older one is refused. */
export type Fence = Branded<number, 'Fence'>;
/** sha256 (hex) of a spec's canonical JSON; the name of its blob. */
export type SpecHash = Branded<string, 'SpecHash'>;

/** The two workspaces of a pair. Fixed names from the configuration: which of them is active is the pointer's matter. */
export type Side = 'primary' | 'secondary';
export const sides = ['primary', 'secondary'] as const satisfies readonly Side[];

export function otherSide(side: Side): Side {
  return side === 'primary' ? 'secondary' : 'primary';
}

const pairPattern = /^[a-z][a-z0-9]{1,23}$/;
/** Azure's rule for the name of a job (the jobs operations of the ARM reference). */
const jobNamePattern = /^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}$/;

export function parsePairName(text: string): PairName | undefined {
  return pairPattern.test(text) ? (text as PairName) : undefined;
}

export function runId(pair: PairName, runNo: number): RunId {
  return `${pair}-r${runNo}` as RunId;
}

/** The pair and number that a run's id names, or undefined when the text is no run id. */
export function parseRunId(text: string): { pair: PairName; runNo: number; run: RunId } | undefined {
  const match = /^([a-z][a-z0-9]{1,23})-r([1-9][0-9]{0,8})$/.exec(text);
  return match === null ? undefined : { pair: match[1] as PairName, runNo: Number(match[2]), run: text as RunId };
}

/** The durable instance that carries out a run under one fence. */
export function runInstanceId(run: RunId, fence: Fence): string {
  return `${run}-${fence}`;
}

export function isJobName(text: string): boolean {
  return jobNamePattern.test(text);
}

export function jobKey(side: Side, name: string): JobKey {
  return `${side}:${name.toLowerCase()}` as JobKey;
}

export function parseJobKey(text: string): { key: JobKey; side: Side; name: string } | undefined {
  const match = /^(primary|secondary):([^:/\\#?]+)$/.exec(text);
  if (match === null) return undefined;
  const [, side, name] = match;
  return name === undefined || !isJobName(name)
    ? undefined
    : { key: text.toLowerCase() as JobKey, side: side as Side, name: name.toLowerCase() };
}

export function sideOf(key: JobKey): Side {
  return key.startsWith('primary:') ? 'primary' : 'secondary';
}

/**
 * Partitions of a pair's ledger. Each takes up to 2,000 entities of 1 KiB per second (Azure Storage, "Scalability and
 * performance targets for Table storage"), and every list of jobs asks all of them: four bear the events of any pair,
 * and a look stays cheap. Another number would not find the rows that are there.
 */
export const shardCount = 4;

/** The job's partition of the ledger, stable for a job. */
export function shardOf(key: JobKey): number {
  return createHash('sha256').update(key).digest().readUInt8(0) % shardCount;
}

export function specHash(canonical: string): SpecHash {
  return createHash('sha256').update(canonical).digest('hex') as SpecHash;
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** The first `length` base32 characters (RFC 4648, lower case) of the text's sha256. */
export function shortHash(text: string, length: number): string {
  const digest = createHash('sha256').update(text).digest();
  let bits = 0n;
  for (const byte of digest) bits = (bits << 8n) | BigInt(byte);
  let out = '';
  for (let index = 0; index < length; index += 1) out += base32[Number((bits >> BigInt(251 - index * 5)) & 31n)];
  return out;
}

const maxJobName = 255;

/**
 * The name under which a job is resubmitted: `<stem>-f<epoch>-<h>`, h from the origin's ARM id, `a<n>` appended from
 * the second attempt on. Equal inputs give the same name, so a repeated PUT can never create a second job.
 */
export function resubmittedName(stem: string, epoch: number, originId: string, attempt: number): string {
  return withSuffix(stem, `-f${epoch}-${shortHash(originId.toLowerCase(), 8)}${attempt > 1 ? `a${attempt}` : ''}`);
}

/** The parts of a name that `resubmittedName` has made; undefined for any other. */
export function parseResubmittedName(name: string): { stem: string; epoch: number; attempt: number } | undefined {
  const [, stem, epoch, attempt] = /^(.+)-f(\d+)-[a-z2-7]{8}(?:a(\d+))?$/.exec(name) ?? [];
  return stem === undefined ? undefined : { stem, epoch: Number(epoch), attempt: Number(attempt ?? 1) };
}

/** The name of the job that a queued request creates: `<stem>-q-<h>`, h from the request's id. */
export function requestedName(stem: string, requestId: string): string {
  return withSuffix(stem, `-q-${shortHash(requestId, 8)}`);
}

function withSuffix(stem: string, suffix: string): string {
  return stem.slice(0, maxJobName - suffix.length) + suffix;
}
