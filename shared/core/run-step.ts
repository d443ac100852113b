import type { Claim } from './pointer.ts';
import type { Fence } from './ids.ts';
import type { Counts, Run, RunState } from './run.ts';
import type { Instant } from './time.ts';
import { plus } from './time.ts';
import type { RunConfig } from './config.ts';
import { cutSlices } from './slices.ts';
import type { Slice } from './slices.ts';

/** All that the next step of a run depends on, as just read. */
export type RunObservation = {
  readonly fence: Fence;
  readonly claim: Claim | undefined;
  readonly run: Run;
  readonly counts: Counts;
  /** Ranks, in order, of the items that still need a PUT or the answer to one. */
  readonly toSubmit: readonly string[];
  /** Ranks, in order, of the items that were submitted and not yet seen beyond `NotStarted`. */
  readonly toVerify: readonly string[];
};

/** What the orchestration does next. It only interprets this: a changed decision can never break a replay. */
export type RunStep =
  | { readonly do: 'switch' | 'announce' | 'plan' | 'sweep' | 'finish' }
  | { readonly do: 'resubmit' | 'verify'; readonly slices: readonly Slice[]; readonly atOnce: number }
  | { readonly do: 'wait'; readonly until: Instant }
  | { readonly do: 'stop'; readonly because: 'fenced' | 'ended' };

export type StepDecision = { readonly step: RunStep; readonly state: RunState };

/** At most 20 slices per wave: a wave is one sub-orchestration, whose history stays short. */
const slicesPerWave = 20;

/**
 * The ladder of a run: the first rung whose work is not done yet. It reads rows only, so a run that was killed anywhere
 * goes on where it stood, under whatever instance.
 */
export function decideStep(seen: RunObservation, config: RunConfig, now: Instant): StepDecision {
  const { run } = seen;
  // 1. Somebody took over, or another run owns the pair: this instance has nothing to say any more.
  if (seen.claim === undefined || seen.claim.fence !== seen.fence || seen.claim.order.run !== run.order.run) {
    return { step: { do: 'stop', because: 'fenced' }, state: run.state };
  }
  // 2. All is done; a kill may have come between the run's last write and the release of the pair.
  if (run.endedAt !== undefined) {
    return { step: seen.claim.state === 'ended' ? { do: 'stop', because: 'ended' } : { do: 'finish' }, state: 'ended' };
  }
  // 3. First the pointer: from here on new work goes to the target.
  if (run.epoch === undefined) return { step: { do: 'switch' }, state: 'switching' };
  // 4. Those who follow the switch hear of it before the jobs move.
  if (run.announcedAt === undefined) return { step: { do: 'announce' }, state: 'announcing' };
  // 5. The plan is made after the switch, so that no job falls between two lists.
  if (run.plannedAt === undefined) return { step: { do: 'plan' }, state: 'planning' };
  // 6. Every open item is submitted, or its lost answer looked for.
  if (seen.toSubmit.length > 0) return { step: wave('resubmit', seen.toSubmit, config), state: 'resubmitting' };
  // 7. Rows that came in since the plan become late items, once at once and then until the window closes.
  const sweepUntil = plus(run.plannedAt, config.sweepFor);
  const sweepDue = run.sweptAt === undefined ? now : plus(run.sweptAt, config.sweepEvery);
  const sweptToTheEnd = run.sweptAt !== undefined && run.sweptAt >= sweepUntil;
  if (!sweptToTheEnd && sweepDue <= now) return { step: { do: 'sweep' }, state: 'sweeping' };
  // 8. What was submitted must be seen beyond NotStarted.
  if (seen.toVerify.length > 0) {
    const verifyDue = run.verifiedAt === undefined ? now : plus(run.verifiedAt, config.verifyEvery);
    if (verifyDue <= now) return { step: wave('verify', seen.toVerify, config), state: 'verifying' };
    return {
      step: { do: 'wait', until: sweptToTheEnd ? verifyDue : earlier(verifyDue, sweepDue) },
      state: 'verifying',
    };
  }
  // 9. Nothing is open, but a late row may still come.
  if (!sweptToTheEnd) return { step: { do: 'wait', until: sweepDue }, state: 'sweeping' };
  // 10. Every job has an outcome.
  return { step: { do: 'finish' }, state: 'reporting' };
}

function wave(phase: 'resubmit' | 'verify', ranks: readonly string[], config: RunConfig): RunStep {
  return { do: phase, slices: cutSlices(ranks, config.sliceSize).slice(0, slicesPerWave), atOnce: config.slicesAtOnce };
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
