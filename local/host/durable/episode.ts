import type { RegisteredFunction } from '../core.ts';
import type { Invoker } from '../invoke.ts';
import type { Logger } from '../log.ts';
import { commit, type Committed } from './commit.ts';
import { divergence } from './divergence.ts';
import { EVENT, event, type HistoryEvent } from './history.ts';
import { replay } from './shadow.ts';
import { isEnded, type Instance, type Message, type Store } from './store.ts';
import type { Verdict } from './verdict.ts';
import { callOrchestrator } from './worker.ts';

export interface EpisodeOptions {
  readonly store: Store;
  readonly invoker: Invoker;
  readonly logger: Logger;
  readonly now: () => number;
  /** Whether an instance fails when its numbering parts from .NET's, rather than going wrong as it would on Azure. */
  readonly strict: boolean;
  readonly orchestrator: (name: string) => RegisteredFunction | undefined;
  readonly activity: (name: string) => RegisteredFunction | undefined;
}

/** The parsed history of open executions, so that it is not read back from the store for each episode. */
export type HistoryCache = Map<string, { readonly exec: string; readonly events: readonly HistoryEvent[] }>;

/**
 * Delivers everything that is due for one instance, lets the orchestrator decide, and stores the outcome in one commit.
 * @returns what there is to start now, or undefined when nothing was due (or someone ended the instance meanwhile).
 */
export async function runEpisode(
  id: string,
  options: EpisodeOptions,
  cache: HistoryCache,
): Promise<Committed | undefined> {
  const { store } = options;
  const instance = store.instance(id);
  if (instance === undefined || isEnded(instance.status) || instance.status === 'Suspended') return undefined;
  const messages = store.due(id, instance.exec, options.now());
  if (messages.length === 0) return undefined;

  const cached = cache.get(id);
  const past = cached?.exec === instance.exec ? cached.events : store.history(id);
  const at = episodeTime(options.now(), past, messages);
  const fresh = [event(EVENT.orchestratorStarted, at), ...messages.map((message) => message.event)];
  const verdict = await decide(instance, [...past, ...fresh], options);
  const committed = commit(store, { instance, messages, past, fresh, at, verdict });
  if (committed === undefined || committed.ended) cache.delete(id);
  else cache.set(id, { exec: instance.exec, events: committed.history });
  return committed;
}

async function decide(instance: Instance, history: readonly HistoryEvent[], options: EpisodeOptions): Promise<Verdict> {
  const target = options.orchestrator(instance.name);
  if (target === undefined) return { kind: 'failed', error: missing(instance.name, 'an orchestrator') };
  const turn = await callOrchestrator(options.invoker, target, instance, history);
  if (turn.kind === 'broken') return { kind: 'failed', error: turn.error };

  const { state, ids } = turn;
  const host = replay(state.actions[0] ?? [], history);
  if (host.nonDeterminism !== undefined) {
    options.logger.fault(`${instance.id}: ${host.nonDeterminism}`, instance.name);
    return { kind: 'failed', error: host.nonDeterminism };
  }
  const ended = state.isDone || state.error !== undefined;
  const parted = divergence({ ids, ended }, host);
  if (parted !== undefined) {
    options.logger.fault(`${instance.id}: ${parted}`, instance.name);
    if (options.strict) return { kind: 'failed', error: parted };
  }
  for (const decision of host.decisions) {
    if (decision.kind === 'timer') continue;
    const known = decision.kind === 'activity' ? options.activity(decision.name) : options.orchestrator(decision.name);
    const what = decision.kind === 'activity' ? 'an activity' : 'an orchestrator';
    if (known === undefined) return { kind: 'failed', error: missing(decision.name, what) };
  }
  const end = state.error === undefined ? { output: JSON.stringify(state.output ?? null) } : { error: state.error };
  return {
    kind: 'replayed',
    replay: host,
    custom: state.customStatus === undefined ? undefined : JSON.stringify(state.customStatus),
    end: ended ? end : undefined,
  };
}

function missing(name: string, what: string): string {
  return `The function '${name}' doesn't exist, is disabled, or is not ${what} function.`;
}

/** An orchestrator's clock never goes back, and never stands before a timer that has fired. */
function episodeTime(now: number, past: readonly HistoryEvent[], messages: readonly Message[]): number {
  const last = past.findLast((each) => each.EventType === EVENT.orchestratorStarted);
  const fired = messages.map((message) => Date.parse(message.event.FireAt ?? ''));
  return Math.max(now, Date.parse(last?.Timestamp ?? '') || 0, ...fired.map((at) => at || 0));
}
