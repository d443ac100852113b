import type { Side } from './ids.ts';
import { isCancelledByPerson, type LiveJob } from './job.ts';
import type { Reason } from './reason.ts';
import { skipReason, type SelectionConfig } from './selection.ts';
import type { Instant } from './time.ts';

/** What would become of a job if its workspace failed now, by all that is written down of it. */
export type Fate =
  | { readonly kind: 'ready' }
  | { readonly kind: 'blocked'; readonly reasons: readonly Reason[] }
  | { readonly kind: 'skipped'; readonly reason: Reason }
  /** Nobody has looked at it yet: the mirror will. */
  | { readonly kind: 'unjudged' };

/** "If it failed now": what a failover of this moment would do with the jobs in flight, and how long it would take. */
export type Forecast = {
  readonly at: Instant;
  /** The workspace that would fail: the active one. */
  readonly side: Side;
  readonly jobs: number;
  readonly ready: number;
  readonly blocked: number;
  /** A job with several reasons counts under each of them. */
  readonly because: readonly { readonly code: string; readonly jobs: number }[];
  readonly skipped: number;
  readonly unjudged: number;
  /** From the plan to the last write, at ARM's budget and at ours; waiting for machines comes on top. */
  readonly seconds: number;
};

/** Undefined for the steps of pipelines and sweeps, which come with their parents. */
export function fateOf(job: LiveJob, selection: SelectionConfig): Fate | undefined {
  if (job.spec.kind === 'child') return undefined;
  const skipped = skipReason(job, selection);
  if (skipped !== undefined) return { kind: 'skipped', reason: skipped };
  if (isCancelledByPerson(job))
    return { kind: 'skipped', reason: { code: 'UserCancelled', message: 'an operator has asked for its end' } };
  if (job.spec.kind !== 'recorded') {
    const message = 'its definition has not been fetched yet, and nobody can be asked for it in an outage';
    return { kind: 'blocked', reasons: [{ code: 'SpecNotRecorded', message }] };
  }
  const { disposition } = job;
  if (disposition === undefined) return { kind: 'unjudged' };
  if (disposition.kind === 'blocked') return { kind: 'blocked', reasons: disposition.reasons };
  return disposition.kind === 'skipped' ? { kind: 'skipped', reason: disposition.reason } : { kind: 'ready' };
}

export function forecastOf(
  live: readonly LiveJob[],
  side: Side,
  config: { readonly selection: SelectionConfig; readonly writesPerSecond: number },
  at: Instant,
): Forecast {
  const fates = live.filter((job) => job.side === side).flatMap((job) => fateOf(job, config.selection) ?? []);
  const many = (kind: Fate['kind']): number => fates.filter((fate) => fate.kind === kind).length;
  const codes = new Map<string, number>();
  for (const fate of fates) {
    if (fate.kind !== 'blocked') continue;
    for (const code of new Set(fate.reasons.map((reason) => reason.code))) codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const [ready, unjudged] = [many('ready'), many('unjudged')];
  return {
    at,
    side,
    jobs: fates.length,
    ready,
    blocked: many('blocked'),
    because: [...codes]
      .map(([code, jobs]) => ({ code, jobs }))
      .toSorted((a, b) => b.jobs - a.jobs || a.code.localeCompare(b.code)),
    skipped: many('skipped'),
    unjudged,
    // Who was not judged yet may turn out to be ready.
    seconds: secondsToWrite(ready + unjudged, config.writesPerSecond),
  };
}

/** ARM's budget of one principal: so many writes at once, and then so many a second. */
const burst = 200;
const lasting = 10;

/** A run makes one write for each job, at its own pace, and never faster than ARM lets it. */
export function secondsToWrite(writes: number, ownPace: number): number {
  const paced = writes / ownPace;
  const allowed = Math.max(0, writes - burst) / lasting;
  return Math.ceil(Math.max(paced, allowed));
}

/** In one sentence, for people. */
export function forecastText({ side, jobs, ready, blocked, because, skipped, unjudged, seconds }: Forecast): string {
  const why = because.map(({ code, jobs: many }) => `${many} ${code}`).join(', ');
  const parts = [
    `if the ${side} failed now: ${ready} of ${jobs} jobs ready`,
    ...(blocked === 0 ? [] : [`${blocked} blocked (${why})`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
    ...(unjudged === 0 ? [] : [`${unjudged} not looked at yet`]),
    `about ${seconds < 60 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`} to submit them`,
  ];
  return parts.join(', ');
}
