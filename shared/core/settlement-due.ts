import type { Policy } from './policy.ts';
import { probeView } from './probe-view.ts';
import type { Run } from './run.ts';
import type { Keep } from './settlement.ts';
import type { ProbeSignal } from './signal.ts';
import type { Instant } from './time.ts';
import { plus } from './time.ts';

/**
 * Whose side a run's origins are on. They stay where a later run has undone it: the person wanted the copies gone.
 * @param runs all runs of the pair.
 */
export function keepOf(run: Run, runs: readonly Run[]): Keep {
  const { source, claimedAt } = run.order;
  const undone = runs.some(
    ({ order, switchedAt }) =>
      order.keep === 'origins' &&
      order.target === source &&
      order.claimedAt > claimedAt &&
      // One that was cancelled before its switch has undone nothing.
      switchedAt !== undefined,
  );
  return undone ? 'origins' : 'copies';
}

/**
 * From when on the origins of an ended run may be settled; undefined while its source does not answer. A person has the
 * time in between to undo a failover that was none.
 */
export function settleFrom(
  run: Run,
  keep: Keep,
  probe: ProbeSignal | undefined,
  policy: Pick<Policy, 'failedProbes' | 'goodProbes' | 'ages' | 'settleAfter'>,
  now: Instant,
): Instant | undefined {
  if (run.endedAt === undefined || probe === undefined) return undefined;
  if (probeView(probe, policy, now).kind !== 'answers') return undefined;
  if (keep === 'origins') return run.endedAt;
  const answersSince = probe.since > run.endedAt ? probe.since : run.endedAt;
  return plus(answersSince, policy.settleAfter);
}
