import type { Config, PairConfig } from '../core/config.ts';
import type { Fence, PairName, RunId, Side } from '../core/ids.ts';
import { parseRunId } from '../core/ids.ts';
import type { Mapping } from '../core/translate/mapping.ts';
import type { Ports } from '../ports.ts';

/** What every use case works with. */
export type Deps = Ports & { readonly config: Config };

/** A run under one fence: what an orchestration passes to each of its activities. */
export type RunTicket = { readonly pair: PairName; readonly run: RunId; readonly fence: Fence };

export function findPair(config: Config, name: string): PairConfig | undefined {
  return config.pairs.find((pair) => pair.name === name);
}

/** The pair of a ticket. Tickets are made from configured pairs, so a missing one means that the configuration lost it. */
export function pairOf(deps: Deps, name: PairName): PairConfig {
  const pair = findPair(deps.config, name);
  if (pair === undefined)
    throw new Error(`the pair ${name} is no longer in the configuration, and a run of it is open`);
  return pair;
}

export function mappingTo(pair: PairConfig, target: Side): Mapping {
  return target === 'secondary' ? pair.mapping.toSecondary : pair.mapping.toPrimary;
}

export function pairOfRun(config: Config, run: string): { pair: PairConfig; run: RunId } | undefined {
  const parsed = parseRunId(run);
  const pair = parsed === undefined ? undefined : findPair(config, parsed.pair);
  return parsed === undefined || pair === undefined ? undefined : { pair, run: parsed.run };
}
