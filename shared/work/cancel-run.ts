import type { Claim } from '../core/pointer.ts';
import type { PairName, RunId } from '../core/ids.ts';
import type { Deps } from './deps.ts';

/**
 * Notes that the run is to stop. Before the switch nothing of it happens any more; after it what was not begun is left
 * where it is. The run's own instance reads it before its next step.
 */
export async function cancelRun(
  deps: Deps,
  pair: PairName,
  run: RunId,
  by: string,
): Promise<{ readonly kind: 'cancelled'; readonly claim: Claim } | { readonly kind: 'ended' }> {
  const at = deps.clock.now();
  const result = await deps.pointers.cancel(pair, run, { by, at });
  if (result.kind === 'fenced') return { kind: 'ended' };
  // The first word stays, and is told once.
  if (result.claim.cancelled?.at === at) {
    deps.log.warn('run.cancelled', { run, by });
    await deps.audit.add({
      at,
      who: by,
      what: `cancel of ${run}`,
      outcome: { code: 'RunCancelled', message: 'what it has not begun is left where it is' },
      pair,
    });
  }
  return result;
}
