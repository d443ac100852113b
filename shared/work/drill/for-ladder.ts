import type { PairConfig } from '../../core/config.ts';
import type { DecideInput } from '../../core/decision.ts';
import { lastDrillIn } from '../../core/drill/last-drill.ts';
import { otherSide, type Side } from '../../core/ids.ts';
import { readinessForLadder } from '../../core/readiness/readiness.ts';
import type { Run } from '../../core/run.ts';
import type { Deps } from '../deps.ts';

/** What the ladder looks at of the standby's readiness and of drills, as far as the policy does not waive it. */
export async function preparednessOf(
  deps: Deps,
  { name, policy }: PairConfig,
  active: Side,
  runs: readonly Run[],
): Promise<Pick<DecideInput, 'readiness' | 'lastDrill'>> {
  const looked = policy.waive.includes('readiness') ? undefined : await deps.readiness.get(name);
  const readiness = readinessForLadder(looked?.row, active);
  return {
    ...(readiness === undefined ? {} : { readiness }),
    ...(policy.waive.includes('drill') ? {} : { lastDrill: lastDrillIn(runs, otherSide(active)) }),
  };
}
