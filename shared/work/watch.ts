import { longestAge } from '../core/assess.ts';
import type { PairConfig } from '../core/config.ts';
import { plus } from '../core/time.ts';
import type { Orchestrations, Reached } from '../ports.ts';
import type { Deps } from './deps.ts';
import { throwTogether } from './throw-together.ts';
import { lookForGrey } from './watch/grey.ts';
import { judgePair } from './watch/judge.ts';
import { isCutOff, probePair, turnedAwayFrom } from './watch/probe.ts';

/**
 * Looks at both workspaces of every pair, weighs all evidence, keeps the decision where it changed, and acts on it.
 * @throws what went wrong with some of the pairs, when all others are done.
 */
export async function watch(deps: Deps, orchestrations: Orchestrations): Promise<void> {
  const witness = deps.reach.controlEndpoint();
  const ends = await Promise.allSettled(
    deps.config.pairs.map((pair) => watchPair(deps, orchestrations, pair, witness)),
  );
  const errors = ends.filter((end) => end.status === 'rejected').map(({ reason }): unknown => reason);
  throwTogether(errors);
}

async function watchPair(
  deps: Deps,
  orchestrations: Orchestrations,
  pair: PairConfig,
  witness: Promise<Reached>,
): Promise<void> {
  const oldest = plus(deps.clock.now(), -longestAge({ health: deps.config.health, policy: pair.policy }));
  const [probes, known] = await Promise.all([probePair(deps, pair, witness), deps.signals.list(pair.name, oldest)]);
  try {
    await lookForGrey(deps, pair, known, { cutOff: isCutOff(probes), turnedAway: turnedAwayFrom(probes) });
  } catch (error) {
    // What jobs say is one witness of many: without it the pair is judged all the same.
    deps.log.error('watch.jobs-unread', {
      pair: pair.name,
      why: error instanceof Error ? error.message : String(error),
    });
  }
  await judgePair(deps, orchestrations, pair);
}
