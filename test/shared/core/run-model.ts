import type { Fence } from '../../../shared/core/ids.ts';
import { jobKey } from '../../../shared/core/ids.ts';
import { isTerminal } from '../../../shared/core/job.ts';
import { isDue, listOf, openWork } from '../../../shared/core/open-work.ts';
import type { OpenLists } from '../../../shared/core/open-work.ts';
import { hasTriedFor, pauseAfter, withoutPause } from '../../../shared/core/pause.ts';
import type { Claim, RunOrder } from '../../../shared/core/pointer.ts';
import { endAccepted, hasHadItsTime, notTerminal, releaseStep } from '../../../shared/core/release.ts';
import { decideStep } from '../../../shared/core/run-step.ts';
import type { RunStep } from '../../../shared/core/run-step.ts';
import { noCounts } from '../../../shared/core/run.ts';
import type { Item, Run } from '../../../shared/core/run.ts';
import { plus } from '../../../shared/core/time.ts';
import type { Instant } from '../../../shared/core/time.ts';
import { unanswered, verdict } from '../../../shared/core/verdict.ts';
import { at, pair, runConfig } from './run-fixtures.ts';

/** A run in a world that answers as a tape of small numbers says, without any I/O. */
export type ModelRun = {
  readonly order: RunOrder;
  readonly jobs: number;
  readonly tape: readonly number[];
  /** Before which step somebody cancels it; never, where it is larger than all. */
  readonly cancelAt: number;
};

export type ModelEnd = {
  readonly steps: readonly RunStep['do'][];
  readonly items: readonly Item[];
  /** Jobs whose copy exists. */
  readonly copies: readonly string[];
  /** Whoever was put while its origin was not seen terminal. */
  readonly early: readonly string[];
  readonly ended: boolean;
  readonly switched: boolean;
};

const mostSteps = 5_000;
const badLuck = 300;
const rest = 30_000;
const fence = 1 as Fence;

export function carryOutModel({ order, jobs, tape, cancelAt }: ModelRun): ModelEnd {
  const steps: RunStep['do'][] = [];
  let turn = 0;
  const draw = (choices: number): number => {
    // Nobody is unlucky for ever; the last choice is always the good one.
    if (steps.length > badLuck) return choices - 1;
    const drawn = (tape[turn % tape.length] ?? 0) % choices;
    turn += 1;
    return drawn;
  };
  let now: Instant = at('09:00');
  let claim: Claim = { pair, order, fence, state: 'open' };
  let run: Run = { pair, order, fence, state: 'claimed', counts: noCounts };
  let switched = false;
  const items = new Map<string, Item>();
  const origins = new Map<string, string>();
  const copies = new Map<string, string>();
  const early: string[] = [];

  const set = (item: Item, state: Item['state']): void => void items.set(item.rank, { ...withoutPause(item), state });
  /** A try came to nothing: its item rests, or all have to, as ARM says. */
  const putOff = (item: Item): void => {
    const until = draw(3) === 0 ? undefined : plus(now, rest);
    items.set(item.rank, { ...item, pause: pauseAfter(item, now, until) });
  };
  /** A slice is a range of ranks: whoever works on it takes what is in the lists of its phase by then, as the activities do. */
  const ofSlices = (step: Extract<RunStep, { slices: unknown }>, ...lists: readonly (keyof OpenLists)[]): Item[] => {
    const wanted = { mode: order.mode, cancelled: claim.cancelled !== undefined };
    return [...items.values()].filter((item) => {
      const list = listOf(item, wanted);
      const inRange = step.slices.some(({ from, to }) => item.rank >= from && item.rank <= to);
      return inRange && list !== undefined && lists.includes(list) && isDue(item, list, now);
    });
  };

  /** Origins go their way: by themselves now and then, and after a cancel for certain in the end. */
  const live = (): void => {
    for (const [name, status] of origins) {
      if (status === 'CancelRequested' && draw(3) > 0) origins.set(name, 'Canceled');
      if (status === 'Running' && draw(40) === 7)
        origins.set(name, ['Completed', 'Failed', 'Finalizing'][draw(3)] ?? '');
      if (status === 'Finalizing' && draw(2) === 1) origins.set(name, 'Completed');
    }
  };

  const release = (item: Item): void => {
    if (item.state.kind !== 'planned' && item.state.kind !== 'releasing') return;
    const { releaseTimeout } = runConfig;
    const noAnswer = (asked: Item): void =>
      hasTriedFor(asked, releaseTimeout, now) ? set(asked, notTerminal('the model says so', now)) : putOff(asked);
    if (draw(5) === 0) return noAnswer(item);
    const step = releaseStep(item, origins.get(item.originName), order, now);
    if (step.do === 'write') return set(item, step.state);
    if (hasHadItsTime(item, step.do, releaseTimeout, now)) return set(item, notTerminal('the model says so', now));
    const going = item.state.kind === 'releasing' ? item.state : ({ kind: 'releasing', since: now } as const);
    if (step.do === 'wait') return set(item, going);
    const asked: Item = { ...item, askedToEnd: item.askedToEnd ?? now, state: going };
    items.set(item.rank, asked);
    // The word may be lost, or its answer.
    const heard = draw(4) > 0;
    if (heard && origins.get(item.originName) === 'Running') origins.set(item.originName, 'CancelRequested');
    if (!heard || draw(3) === 0) return noAnswer(asked);
    set(asked, endAccepted(item, now));
  };

  const submit = (item: Item): void => {
    const { state } = item;
    if (state.kind !== 'planned' && state.kind !== 'released' && state.kind !== 'submitting') return;
    const targetName = `${item.originName}-f1`;
    const adopted = { kind: 'submitted', targetName, attempt: 1, how: 'adopted', at: now } as const;
    if (state.kind === 'submitting' && copies.has(item.originName)) return set(item, adopted);
    // ARM throttles before anything was written, or nobody is there.
    const noAnswer = (tried: Item): void => {
      const reasons = [{ code: 'ResubmitTimeout', message: 'the model says so' }] as const;
      const over = { kind: 'ended', outcome: 'failed', reasons, targetName, at: now } as const;
      return hasTriedFor(tried, runConfig.resubmitTimeout, now) ? set(tried, over) : putOff(tried);
    };
    if (draw(6) === 0) return noAnswer(item);
    const status = origins.get(item.originName) ?? '';
    if (order.mode === 'planned' && !isTerminal(status)) early.push(item.originName);
    const arrives = draw(3) > 0;
    if (arrives) copies.set(item.originName, 'NotStarted');
    const answered = arrives && draw(3) > 0;
    if (answered) return set(item, { ...adopted, how: 'created' });
    noAnswer({ ...item, state: { kind: 'submitting', targetName, attempt: 1, fence, at: now } });
  };

  const verify = (item: Item): void => {
    if (item.state.kind !== 'submitted') return;
    if (draw(7) === 0) {
      const isOver = claim.cancelled !== undefined || hasTriedFor(item, runConfig.notStartedTimeout, now);
      return isOver ? set(item, unanswered(item.state.targetName, 'the model says so', now)) : putOff(item);
    }
    const status = ['NotStarted', 'Running', 'Queued', 'Failed'][draw(4)] ?? 'Running';
    const next = verdict({ ...item, jobType: 'Command' }, status, now, runConfig);
    if (next !== undefined) set(item, next);
  };

  for (let count = 0; count < mostSteps; count += 1) {
    if (count === cancelAt && claim.state === 'open')
      claim = { ...claim, cancelled: claim.cancelled ?? { by: 'ada', at: now } };
    const work = openWork(
      [...items.values()].toSorted((a, b) => (a.rank < b.rank ? -1 : 1)),
      {
        mode: order.mode,
        cancelled: claim.cancelled !== undefined,
      },
      now,
    );
    const { step, state } = decideStep({ fence, claim, switched, run, work }, runConfig, now);
    steps.push(step.do);
    if (step.do === 'stop') {
      return { steps, items: [...items.values()], copies: [...copies.keys()], early, ended: true, switched };
    }
    run = { ...run, state };
    // Now and then a step is done whose caller never hears of it, or that is not done at all.
    const fate = draw(12);
    live();
    if (fate === 0) continue;
    const decidedAt = now;
    now = plus(now, 1_000);
    switch (step.do) {
      case 'switch':
        if (claim.cancelled !== undefined && !switched) break;
        switched = true;
        if (fate !== 1) run = { ...run, epoch: 1, switchedAt: now };
        break;
      case 'join':
        run = { ...run, epoch: 0 };
        break;
      case 'announce':
        run = { ...run, announcedAt: now };
        break;
      case 'plan':
        for (let index = 0; index < jobs; index += 1) {
          const name = `job${index}`;
          if (items.has(name)) continue;
          origins.set(name, origins.get(name) ?? 'Running');
          items.set(name, modelItem(order, name));
        }
        if (fate !== 1) run = { ...run, plannedAt: now };
        break;
      case 'drop':
        for (const item of items.values()) {
          if (!work.toDrop.includes(item.rank)) continue;
          const reasons = [{ code: 'RunCancelled', message: 'dropped' }] as const;
          set(item, { kind: 'ended', outcome: 'skipped', reasons, at: now });
        }
        break;
      case 'sweep':
        run = { ...run, sweptAt: now };
        break;
      case 'release':
        run = { ...run, releasedAt: now };
        for (const item of ofSlices(step, 'toAsk', 'toRelease')) release(item);
        break;
      case 'resubmit':
        for (const item of ofSlices(step, 'toSubmit', 'toRetry')) submit(item);
        break;
      case 'verify':
        run = { ...run, verifiedAt: now };
        for (const item of ofSlices(step, 'toVerify')) verify(item);
        break;
      case 'judge':
      case 'canaries':
        throw new Error('the model is of runs that move jobs, and this one is a drill');
      case 'finish':
        run = { ...run, endedAt: run.endedAt ?? now };
        if (fate !== 1) claim = { ...claim, state: 'ended' };
        break;
      case 'wait':
        if (step.until <= decidedAt) throw new Error('it waits for what has passed');
        now = step.until;
    }
  }
  return { steps, items: [...items.values()], copies: [...copies.keys()], early, ended: false, switched };
}

function modelItem(order: RunOrder, name: string): Item {
  const originId = `/subscriptions/s/workspaces/east/jobs/${name}`;
  return {
    ...{ run: order.run, rank: name, job: jobKey('primary', name), originName: name, originId, rootId: originId },
    ...{ jobType: 'Command', late: false, victim: false, state: { kind: 'planned' } },
  };
}
