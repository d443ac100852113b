import type { PairConfig } from '../../core/config.ts';
import { callSignal, endedSince, greySignals, isWorthKeeping } from '../../core/grey.ts';
import { sides } from '../../core/ids.ts';
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
  cutOff: boolean,
): Promise<void> {
  const now = deps.clock.now();
  const { policy, name } = pair;
  const { listening, looksAtJobs } = await deps.signals.listen(name, { now, cutOff, policy });
  const [counts, ofJobs] = await Promise.all([
    deps.calls.counts(name),
    looksAtJobs ? signalsOfJobs(deps, pair, listening.since, now) : [],
  ]);
  const ofCalls = sides.map((side) => callSignal(side, counts[side], policy.grey, now));
  const told = [...ofJobs, ...ofCalls].filter((signal) => isWorthKeeping(signal, known));
  await Promise.all(told.map((signal) => deps.signals.put(name, signal)));
}

async function signalsOfJobs(
  deps: Deps,
  { name, policy }: PairConfig,
  listeningSince: Instant,
  now: Instant,
): Promise<readonly GreySignal[]> {
  const live = await deps.ledger.live(name);
  const done = await deps.ledger.done(name, undefined, endedSince(live, policy.grey, now));
  const jobs = [...live, ...done];
  return sides.flatMap((side) => greySignals({ side, jobs, listeningSince, policy: policy.grey, now }));
}
