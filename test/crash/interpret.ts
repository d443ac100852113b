import type { Claim } from '../../shared/core/pointer.ts';
import type { RunTicket, Deps } from '../../shared/work/deps.ts';
import { finishRun } from '../../shared/work/run/finish-run.ts';
import { nextStep } from '../../shared/work/run/next-step.ts';
import { dropRest } from '../../shared/work/run/drop-rest.ts';
import { joinEpoch } from '../../shared/work/run/join-epoch.ts';
import { planRun, sweepLate } from '../../shared/work/run/plan-run.ts';
import { releaseSlice } from '../../shared/work/run/release-slice.ts';
import { resubmitSlice } from '../../shared/work/run/resubmit-slice.ts';
import { announceSwitch, switchActive } from '../../shared/work/run/switch-active.ts';
import { verifySlice } from '../../shared/work/run/verify-slice.ts';
import { parsePairName } from '../../shared/core/ids.ts';
import { plus } from '../../shared/core/time.ts';
import type { TestClock } from './world.ts';

const slices = { release: releaseSlice, resubmit: resubmitSlice, verify: verifySlice } as const;

/** What an operator does to start a run: the claim. Claiming again gives the same run while it is open, then none. */
export async function claimRun(deps: Deps): Promise<Claim | undefined> {
  const pair = parsePairName(deps.config.pairs[0]?.name ?? '');
  if (pair === undefined) throw new Error('no pair is configured');
  const now = deps.clock.now();
  const result = await deps.pointers.claim(pair, {
    kind: 'failover',
    mode: 'forced',
    source: 'primary',
    target: 'secondary',
    reason: { code: 'Manual', message: 'crash test' },
    by: 'operator',
    claimedAt: now,
    victimsSince: plus(now, -30 * 60_000),
  });
  return result.kind === 'moved' ? undefined : result.claim;
}

/** Carries a run out step by step, as the orchestration does, with waits that only move the clock. */
export async function interpret(deps: Deps, clock: TestClock, claim: Claim | undefined): Promise<'ended' | 'fenced'> {
  if (claim === undefined) return 'ended';
  const ticket: RunTicket = { pair: claim.pair, run: claim.order.run, fence: claim.fence };
  const taken: string[] = [];
  for (let steps = 0; steps < 500; steps += 1) {
    const step = await nextStep(deps, ticket);
    taken.push(step.do);
    switch (step.do) {
      case 'stop':
        return step.because;
      case 'wait':
        clock.moveTo(step.until);
        break;
      case 'switch':
        await switchActive(deps, ticket);
        break;
      case 'join':
        await joinEpoch(deps, ticket);
        break;
      case 'drop':
        await dropRest(deps, ticket);
        break;
      case 'announce':
        await announceSwitch(deps, ticket);
        break;
      case 'plan':
        await planRun(deps, ticket);
        break;
      case 'sweep':
        await sweepLate(deps, ticket);
        break;
      case 'finish':
        await finishRun(deps, ticket);
        break;
      case 'release':
      case 'resubmit':
      case 'verify':
        for (const slice of step.slices) {
          const result = await slices[step.do](deps, ticket, slice);
          if (result.kind === 'later') clock.moveTo(result.at);
          if (result.kind !== 'done') break;
        }
    }
  }
  const items = (await deps.runs.items(ticket.run)).map(({ row }) => JSON.stringify(row.state));
  throw new Error(`the run does not come to an end: ${taken.slice(-5).join(', ')}; ${items.join(' ')}`);
}
