import { decideDrillStep } from './drill/step.ts';
import type { Claim } from './pointer.ts';
import { switches } from './pointer.ts';
import type { Fence } from './ids.ts';
import type { OpenWork } from './open-work.ts';
import type { Run, RunState } from './run.ts';
import type { Instant } from './time.ts';
import { plus } from './time.ts';
import type { RunConfig } from './config.ts';
import { cutSlices } from './slices.ts';
import type { Slice } from './slices.ts';

/** All that the next step of a run depends on, as just read. */
export type RunObservation = {
  readonly fence: Fence;
  readonly claim: Claim | undefined;
  /** The pointer was written by this run. */
  readonly switched: boolean;
  readonly run: Run;
  readonly work: OpenWork;
};

export type WavePhase = 'release' | 'resubmit' | 'verify' | 'judge';

/** What the orchestration does next. It only interprets this: a changed decision can never break a replay. */
export type RunStep =
  | { readonly do: 'switch' | 'join' | 'announce' | 'plan' | 'drop' | 'sweep' | 'canaries' | 'finish' }
  | { readonly do: WavePhase; readonly slices: readonly Slice[]; readonly atOnce: number }
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
  const { run, claim, work } = seen;
  // 1. Somebody took over, or another run owns the pair: this instance has nothing to say any more.
  if (claim === undefined || claim.fence !== seen.fence || claim.order.run !== run.order.run) {
    return { step: { do: 'stop', because: 'fenced' }, state: run.state };
  }
  // 2. All is done; a kill may have come between the run's last write and the release of the pair.
  if (run.endedAt !== undefined) {
    return { step: claim.state === 'ended' ? { do: 'stop', because: 'ended' } : { do: 'finish' }, state: 'ended' };
  }
  const { order } = run;
  const cancelled = claim.cancelled !== undefined;
  if (run.epoch === undefined) {
    // 3. Cancelled before the pointer moved: nothing was done, and nothing will be. From here on it cannot move any more.
    if (cancelled && !seen.switched) return { step: { do: 'finish' }, state: 'reporting' };
    // 4. First the pointer, so that new work goes to the target; a run that moves no pointer takes the epoch as it is.
    return { step: { do: switches(order.kind) ? 'switch' : 'join' }, state: 'switching' };
  }
  // 5. Those who follow the switch hear of it before the jobs move.
  if (switches(order.kind) && run.announcedAt === undefined) return { step: { do: 'announce' }, state: 'announcing' };
  // 6. The plan is made after the switch, so that no job falls between two lists.
  if (run.plannedAt === undefined) return { step: { do: 'plan' }, state: 'planning' };
  // 7. Cancelled: what was not begun is left where it is; what was begun is brought to its end.
  if (work.toDrop.length > 0) return { step: { do: 'drop' }, state: 'resubmitting' };
  // A drill moves nothing: it judges every job, and looks after its canaries.
  if (order.kind === 'drill') {
    if (work.toSubmit.length > 0) return { step: wave('judge', work.toSubmit, config), state: 'judging' };
    const step = decideDrillStep(run, cancelled, config.verifyEvery, now);
    return { step, state: step.do === 'finish' ? 'reporting' : 'trying' };
  }
  // 8. Every open item is submitted, or its lost answer looked for. Origins that have ended wait for nothing.
  if (work.toSubmit.length > 0) return { step: wave('resubmit', work.toSubmit, config), state: 'resubmitting' };
  // 9. A planned move asks origins to end, the most urgent first, and looks from time to time whether they have.
  const releaseDue = run.releasedAt === undefined ? now : plus(run.releasedAt, config.verifyEvery);
  if (work.toAsk.length > 0) return { step: wave('release', work.toAsk, config), state: 'releasing' };
  if (work.toRelease.length > 0 && releaseDue <= now)
    return { step: wave('release', work.toRelease, config), state: 'releasing' };
  // 10. Rows that came in since the plan become late items, once at once and then until the window closes.
  const sweepUntil = plus(run.plannedAt, config.sweepFor);
  const sweepDue = run.sweptAt === undefined ? now : plus(run.sweptAt, config.sweepEvery);
  const swept = cancelled || isOfFixedJobs(run) || (run.sweptAt !== undefined && run.sweptAt >= sweepUntil);
  if (!swept && sweepDue <= now) return { step: { do: 'sweep' }, state: 'sweeping' };
  // 11. What was submitted must be seen beyond NotStarted.
  const verifyDue = run.verifiedAt === undefined ? now : plus(run.verifiedAt, config.verifyEvery);
  if (work.toVerify.length > 0 && verifyDue <= now)
    return { step: wave('verify', work.toVerify, config), state: 'verifying' };
  // 12. Something is open, and nothing is due.
  const dues = [
    ...(work.toRelease.length > 0 ? [releaseDue] : []),
    ...(work.toVerify.length > 0 ? [verifyDue] : []),
    ...(swept ? [] : [sweepDue]),
  ];
  const [first, ...others] = dues;
  // 13. Every job has an outcome.
  if (first === undefined) return { step: { do: 'finish' }, state: 'reporting' };
  return { step: { do: 'wait', until: others.reduce(earlier, first) }, state: waitingFor(work) };
}

/** A retry is about the items of another run, and about no job that comes later. */
function isOfFixedJobs({ order }: Run): boolean {
  return order.retryOf !== undefined;
}

function waitingFor(work: OpenWork): RunState {
  if (work.toRelease.length > 0) return 'releasing';
  return work.toVerify.length > 0 ? 'verifying' : 'sweeping';
}

function wave(phase: WavePhase, ranks: readonly string[], config: RunConfig): RunStep {
  return { do: phase, slices: cutSlices(ranks, config.sliceSize).slice(0, slicesPerWave), atOnce: config.slicesAtOnce };
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
