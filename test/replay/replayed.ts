import type { OrchestrationContext, Task } from 'durable-functions';
import { ORCHESTRATORS } from '../../functions/names.ts';
import { failoverRun } from '../../functions/orchestrations/failover-run.ts';
import { wave } from '../../functions/orchestrations/wave.ts';
import { divergence } from '../../local/host/durable/divergence.ts';
import { EVENT } from '../../local/host/durable/history.ts';
import type { HistoryEvent } from '../../local/host/durable/history.ts';
import { replay } from '../../local/host/durable/shadow.ts';
import { executeOnce } from '../local/host/support/executor.ts';
import type { Execution } from './recording.ts';

export type Generators = Readonly<Record<string, (context: OrchestrationContext) => Generator<Task, unknown, never>>>;

/** Every orchestrator that was ever recorded, as it is today. */
export const generators: Generators = {
  [ORCHESTRATORS.failoverRun]: failoverRun,
  [ORCHESTRATORS.wave]: wave,
};

/**
 * Replays one recorded execution, episode by episode, with durable-functions' own executor and the rules of .NET's side.
 * @returns what does not fit; undefined when today's code would have done exactly what the recorded one did.
 */
export async function misfit(
  { orchestrator, input, history }: Execution,
  known: Generators = generators,
): Promise<string | undefined> {
  const generator = known[orchestrator];
  if (generator === undefined)
    return `there is no orchestrator ${orchestrator} any more, and an instance of it is open`;
  for (const end of episodeEnds(history)) {
    const past = history.slice(0, end);
    const { state, ids } = await executeOnce(generator, input, past);
    const host = replay(state.actions[0] ?? [], past);
    const where = `in the episode that ends with event ${end}`;
    if (host.nonDeterminism !== undefined) return `${host.nonDeterminism} ${where}`;
    const parted = divergence({ ids, ended: state.isDone || state.error !== undefined }, host);
    if (parted !== undefined) return `${parted} ${where}`;
    // What it would do now must be what it did then: nothing more is asked for than the history goes on to tell.
    const scheduled = scheduledIn(history.slice(end, nextEpisode(history, end)));
    const asked = host.decisions.map((decision) => ('name' in decision ? decision.name : decision.kind));
    if (asked.join() !== scheduled.join())
      return `it asks for [${asked.join(', ')}], and the history has [${scheduled.join(', ')}] ${where}`;
  }
  return undefined;
}

/** Up to where a host had told the orchestrator when it called it: behind what had come in, before what it scheduled. */
function episodeEnds(history: readonly HistoryEvent[]): number[] {
  const ends: number[] = [];
  let inside = false;
  for (const [index, { EventType }] of history.entries()) {
    if (EventType === EVENT.orchestratorStarted) inside = true;
    const isNews = EventType !== EVENT.orchestratorCompleted && !isScheduling(EventType);
    if (inside && !isNews) {
      ends.push(index);
      inside = false;
    }
  }
  return ends;
}

function nextEpisode(history: readonly HistoryEvent[], from: number): number {
  const next = history.findIndex(({ EventType }, index) => index >= from && EventType === EVENT.orchestratorCompleted);
  return next < 0 ? history.length : next;
}

function scheduledIn(events: readonly HistoryEvent[]): string[] {
  return events.flatMap(({ EventType, Name }) =>
    isScheduling(EventType) ? [EventType === EVENT.timerCreated ? 'timer' : (Name ?? '')] : [],
  );
}

function isScheduling(type: number): boolean {
  return type === EVENT.taskScheduled || type === EVENT.timerCreated || type === EVENT.subOrchestrationCreated;
}
