import type { Side } from './ids.ts';
import type { Policy } from './policy.ts';
import { instant, type Instant, type Millis } from './time.ts';

/** That somebody was there to hear: since when without a gap, and when last. */
export type Listening = {
  readonly since: Instant;
  readonly at: Instant;
  /** When the jobs were last looked at: they are many, so not every look looks at them. */
  readonly jobsAt?: Instant;
  /** When ARM last turned us away from a side (throttled, refused), so that nobody could ask about its jobs. */
  readonly turnedAway?: Partial<Record<Side, Instant>>;
};

/**
 * Listening goes on from look to look. What was not heard while nobody looked, or while we were cut off, was not silence:
 * then it begins anew. It does so for a side alone while that side may not be asked: 429 and refusals are never evidence,
 * and the silence that they bring is none either.
 */
export function listen(
  kept: Listening | undefined,
  look: {
    readonly now: Instant;
    readonly cutOff: boolean;
    readonly turnedAway: readonly Side[];
    readonly policy: Policy;
  },
): { readonly listening: Listening; readonly looksAtJobs: boolean } {
  const { now, cutOff, policy } = look;
  const goesOn = kept !== undefined && !cutOff && now - kept.at <= policy.ages.probe;
  const since = goesOn ? kept.since : now;
  const at = instant(Math.max(kept?.at ?? now, now));
  const looksAtJobs = kept?.jobsAt === undefined || now - kept.jobsAt >= jobsEvery(policy);
  const jobsAt = looksAtJobs ? now : kept.jobsAt;
  const turnedAway = { ...kept?.turnedAway, ...Object.fromEntries(look.turnedAway.map((side) => [side, now])) };
  return { listening: { since, at, ...(jobsAt === undefined ? {} : { jobsAt }), turnedAway }, looksAtJobs };
}

/** Since when somebody has been listening to a side without a gap. */
export function listeningSince({ since, turnedAway }: Listening, side: Side): Instant {
  return instant(Math.max(since, turnedAway?.[side] ?? since));
}

/** A tenth of the shortest window: often enough that no window is missed, or seen late. */
function jobsEvery({ grey, ages }: Policy): Millis {
  return Math.min(grey.burstWindow, grey.silentFor, grey.stuckFor, ages.jobs) / 10;
}
