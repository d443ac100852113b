import type { Claim } from '../../shared/core/pointer.ts';
import type { RunStep } from '../../shared/core/run-step.ts';
import type { RunTicket, Deps } from '../../shared/work/deps.ts';
import { tendCanaries } from '../../shared/work/drill/canaries.ts';
import { dropRest } from '../../shared/work/run/drop-rest.ts';
import { finishRun } from '../../shared/work/run/finish-run.ts';
import { joinEpoch } from '../../shared/work/run/join-epoch.ts';
import { judgeSlice } from '../../shared/work/run/judge-slice.ts';
import { nextStep } from '../../shared/work/run/next-step.ts';
import { planRun, sweepLate } from '../../shared/work/run/plan-run.ts';
import { releaseSlice } from '../../shared/work/run/release-slice.ts';
import { resubmitSlice } from '../../shared/work/run/resubmit-slice.ts';
import { announceSwitch, switchActive } from '../../shared/work/run/switch-active.ts';
import { verifySlice } from '../../shared/work/run/verify-slice.ts';

const slices = { release: releaseSlice, resubmit: resubmitSlice, verify: verifySlice, judge: judgeSlice } as const;
const activities = {
  switch: switchActive,
  join: joinEpoch,
  announce: announceSwitch,
  plan: planRun,
  drop: dropRest,
  sweep: sweepLate,
  canaries: tendCanaries,
  finish: finishRun,
} as const;

export type Interpreting = {
  /** Lets time pass until the instant that a run waits for. */
  readonly moveTo: (at: number) => void;
  /** Hears of every step before it is carried out; `stop` leaves the run as it stands. */
  readonly onStep?: (step: RunStep) => Promise<'stop' | void> | 'stop' | void;
};

/** Carries a run out step by step, as the orchestration does, with waits that only move the clock. */
export async function interpret(
  deps: Deps,
  { moveTo, onStep }: Interpreting,
  claim: Claim | undefined,
): Promise<'ended' | 'fenced' | 'left'> {
  if (claim === undefined) return 'ended';
  const ticket: RunTicket = { pair: claim.pair, run: claim.order.run, fence: claim.fence };
  const taken: string[] = [];
  for (let steps = 0; steps < 500; steps += 1) {
    const step = await nextStep(deps, ticket);
    taken.push(step.do);
    if ((await onStep?.(step)) === 'stop') return 'left';
    switch (step.do) {
      case 'stop':
        return step.because;
      case 'wait':
        moveTo(step.until);
        break;
      case 'switch':
      case 'join':
      case 'announce':
      case 'plan':
      case 'drop':
      case 'sweep':
      case 'canaries':
      case 'finish':
        await activities[step.do](deps, ticket);
        break;
      case 'release':
      case 'resubmit':
      case 'verify':
      case 'judge':
        for (const slice of step.slices) {
          const result = await slices[step.do](deps, ticket, slice);
          if (result.kind === 'later') moveTo(result.at);
          if (result.kind !== 'done') break;
        }
    }
  }
  const items = (await deps.runs.items(ticket.run)).map(({ row }) => JSON.stringify(row.state));
  throw new Error(`the run does not come to an end: ${taken.slice(-5).join(', ')}; ${items.join(' ')}`);
}
