import { decideDrillStep } from './drill/step.ts';
import type { Claim } from './pointer.ts';
import { switches } from './pointer.ts';
import type { Fence } from './ids.ts';
import type { OpenWork } from './open-work.ts';
import type { Run, RunState } from './run.ts';
import type { Instant, Millis } from './time.ts';
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
    const toJudge = work.toSubmit.length > 0 ? work.toSubmit : work.toRetry;
    if (toJudge.length > 0) return { step: wave('judge', toJudge, config), state: 'judging' };
    const step = decideDrillStep(run, cancelled, config.verifyEvery, now);
    const judgeDue = work.resting.toRetry;
    if (judgeDue !== undefined && step.do !== 'canaries')
      return {
        step: { do: 'wait', until: step.do === 'wait' ? earlier(step.until, judgeDue) : judgeDue },
        state: 'judging',
      };
    return { step, state: step.do === 'finish' ? 'reporting' : 'trying' };
  }
  // 8. Every item is submitted, or its lost answer looked for. Origins that have ended wait for nothing.
  if (work.toSubmit.length > 0) return { step: wave('resubmit', work.toSubmit, config), state: 'resubmitting' };
  // 9. A planned move asks origins to end, the most urgent first.
  if (work.toAsk.length > 0) return { step: wave('release', work.toAsk, config), state: 'releasing' };
  // 9 to 11, and 8 again, by turns: whatever takes its time, or comes to nothing, holds up nothing else.
  const turns = turnsOf(run, work, cancelled, config, now);
  const last = turns.findIndex(({ state }) => state === run.state);
  const due = [...turns.slice(last + 1), ...turns.slice(0, last + 1)].find(({ at }) => at !== undefined && at <= now);
  if (due !== undefined) return { step: due.step, state: due.state };
  // 12. Something is open, and nothing is due.
  const dues = [...turns.map(({ at }) => at), ...Object.values(work.resting)].filter((at) => at !== undefined);
  const [first, ...others] = dues;
  // 13. Every job has an outcome.
  if (first === undefined) return { step: { do: 'finish' }, state: 'reporting' };
  return { step: { do: 'wait', until: others.reduce(earlier, first) }, state: waitingFor(work) };
}

type Turn = {
  readonly state: RunState;
  /** Undefined: there is nothing to do. */
  readonly at: Instant | undefined;
  readonly step: RunStep;
};

/** What a run does by turns, in this order. The state in its row says whose turn was last. */
function turnsOf(run: Run, work: OpenWork, cancelled: boolean, config: RunConfig, now: Instant): readonly Turn[] {
  const next = (last: Instant | undefined, every: Millis): Instant => (last === undefined ? now : plus(last, every));
  const sweepUntil = plus(run.plannedAt ?? now, config.sweepFor);
  const swept = cancelled || isOfFixedJobs(run) || (run.sweptAt !== undefined && run.sweptAt >= sweepUntil);
  return [
    // 9. Origins that were asked to end are looked at, and those that could not be asked are asked again.
    {
      state: 'releasing',
      at: work.toRelease.length > 0 ? next(run.releasedAt, config.verifyEvery) : undefined,
      step: wave('release', work.toRelease, config),
    },
    // 10. Rows that came in since the plan become late items, once at once and then until the window closes.
    { state: 'sweeping', at: swept ? undefined : next(run.sweptAt, config.sweepEvery), step: { do: 'sweep' } },
    // 11. What was submitted must be seen beyond NotStarted.
    {
      state: 'verifying',
      at: work.toVerify.length > 0 ? next(run.verifiedAt, config.verifyEvery) : undefined,
      step: wave('verify', work.toVerify, config),
    },
    // 8. What could not be submitted has rested for long enough.
    {
      state: 'resubmitting',
      at: work.toRetry.length > 0 ? now : undefined,
      step: wave('resubmit', work.toRetry, config),
    },
  ];
}

/** A retry is about the items of another run, and about no job that comes later. */
function isOfFixedJobs({ order }: Run): boolean {
  return order.retryOf !== undefined;
}

function waitingFor({ toRelease, toVerify, resting }: OpenWork): RunState {
  if (toRelease.length > 0 || resting.toRelease !== undefined) return 'releasing';
  if (resting.toRetry !== undefined) return 'resubmitting';
  return toVerify.length > 0 || resting.toVerify !== undefined ? 'verifying' : 'sweeping';
}

function wave(phase: WavePhase, ranks: readonly string[], config: RunConfig): RunStep {
  return { do: phase, slices: cutSlices(ranks, config.sliceSize).slice(0, slicesPerWave), atOnce: config.slicesAtOnce };
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
