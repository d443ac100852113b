import type { PairConfig } from '../../core/config.ts';
import { callSignal, endedSince, greySignals, isWorthKeeping } from '../../core/grey.ts';
import { sides, type Side } from '../../core/ids.ts';
import { listeningSince, type Listening } from '../../core/listening.ts';
import type { GreySignal, Signal } from '../../core/signal.ts';
import type { Instant } from '../../core/time.ts';
import type { Deps } from '../deps.ts';

/**
 * What jobs and our own calls say of both workspaces, beside their answers to probes. Only what accuses is written, and
 * what ceases to.
 */
export async function lookForGrey(
  deps: Deps,
  pair: PairConfig,
  known: readonly Signal[],
  hearing: { readonly cutOff: boolean; readonly turnedAway: readonly Side[] },
): Promise<void> {
  const now = deps.clock.now();
  const { policy, name } = pair;
  const { listening, looksAtJobs } = await deps.signals.listen(name, { now, policy, ...hearing });
  const [counts, ofJobs] = await Promise.all([
    deps.calls.counts(name),
    looksAtJobs ? signalsOfJobs(deps, pair, listening, now) : [],
  ]);
  const ofCalls = sides.map((side) => callSignal(side, counts[side], policy.grey, now));
  const told = [...ofJobs, ...ofCalls].filter((signal) => isWorthKeeping(signal, known));
  await Promise.all(told.map((signal) => deps.signals.put(name, signal)));
}

async function signalsOfJobs(
  deps: Deps,
  { name, policy }: PairConfig,
  listening: Listening,
  now: Instant,
): Promise<readonly GreySignal[]> {
  const live = await deps.ledger.live(name);
  const done = await deps.ledger.done(name, undefined, endedSince(live, policy.grey, now));
  const jobs = [...live, ...done];
  return sides.flatMap((side) =>
    greySignals({ side, jobs, listeningSince: listeningSince(listening, side), policy: policy.grey, now }),
  );
}
