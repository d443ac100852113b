import type { Item, Run } from '../run.ts';
import type { Reason } from '../reason.ts';
import { plus, type Instant, type Millis } from '../time.ts';
import type { Canary } from './canary.ts';
import type { AbandonCode, DrillCode } from './codes.ts';
import type { DrillProgress, DrillResult } from './progress.ts';

/** The reason of an item that a failover would have submitted: a drill moves nothing. */
export const wouldMove: Reason<'WouldMove'> = {
  code: 'WouldMove',
  message: 'a failover of that moment would have submitted it; a drill does not',
};

/** Whether a canary still needs somebody to look after it. */
export function isOpen({ state }: Canary): boolean {
  return state.kind !== 'ended' || state.left === 'listed';
}

/** One that has ended and cannot be put away costs nothing any more, and holds the drill up for no longer than this. */
const archivePatience: Millis = 120_000;

/** All canaries have ended, and are out of sight as far as that could be done. */
export function isOver({ canaries }: Pick<DrillProgress, 'canaries'>, now: Instant): boolean {
  return canaries.every(
    (canary) => canary.state.kind === 'ended' && (!isOpen(canary) || now >= plus(canary.state.at, archivePatience)),
  );
}

/**
 * It has passed when every canary has completed, and a failover of that moment would have moved something.
 * @param because why it ended before it was through.
 */
export function resultOf(
  canaries: readonly Canary[],
  items: readonly Item[],
  because: Reason<AbandonCode> | undefined,
  at: Instant,
): DrillResult {
  const reasons: Reason<DrillCode>[] = [];
  if (because !== undefined) reasons.push(because);
  else if (canaries.length === 0)
    reasons.push({ code: 'NoCanary', message: 'no canary was submitted: say in drill.canary what one should run' });
  for (const { name, compute, state } of canaries) {
    if (state.kind === 'ended' && state.outcome === 'completed') continue;
    const { code, message } = (state.kind === 'ended' ? state.reason : undefined) ?? unresolved;
    if (code !== because?.code) reasons.push({ code, message: `${name} on ${compute}: ${message}` });
  }
  const stuck = items.filter(({ state }) => state.kind === 'ended' && state.outcome === 'blocked').length;
  if (stuck > 0 && !items.some(({ state }) => isMoving(state)))
    reasons.push({ code: 'NoJobWouldMove', message: `all ${stuck} jobs that a failover should move would be blocked` });
  return { passed: reasons.length === 0, reasons, at };
}

const unresolved: Reason<'CanaryUnresolved'> = { code: 'CanaryUnresolved', message: 'nobody knows what became of it' };

function isMoving(state: Item['state']): boolean {
  return (
    state.kind === 'ended' && state.outcome === 'skipped' && state.reasons.some(({ code }) => code === wouldMove.code)
  );
}

/** The drill's result in the run's row; a run that is none stays as it is. */
export function withResult(run: Run, items: readonly Item[], at: Instant, because?: Reason<AbandonCode>): Run {
  if (run.order.kind !== 'drill' || run.drill?.result !== undefined) return run;
  const drill = run.drill ?? { canaries: [], plannedAt: at, giveUpAt: at };
  return { ...run, drill: { ...drill, result: resultOf(drill.canaries, items, because ?? cancelled(run), at) } };
}

/** Why a cancelled drill has not passed. */
export function cancelled(run: Pick<Run, 'cancelled'>): Reason<'RunCancelled'> | undefined {
  return run.cancelled === undefined
    ? undefined
    : { code: 'RunCancelled', message: `${run.cancelled.by} cancelled the drill` };
}

export function withCanary(run: Run, canary: Canary): Run {
  if (run.drill === undefined) return run;
  const canaries = run.drill.canaries.map((each) => (each.name === canary.name ? canary : each));
  return { ...run, drill: { ...run.drill, canaries } };
}
