import type { OrchestrationContext, Task } from 'durable-functions';
import type { WavePhase } from '../../shared/core/run-step.ts';
import type { Slice } from '../../shared/core/slices.ts';
import type { RunTicket } from '../../shared/work/deps.ts';
import type { Activities, Answer } from '../activities/index.ts';
import type { ActivityName, OrchestratorName } from '../names.ts';

export type Orchestration<Result> = Generator<Task, Result, unknown>;

export type WaveInput = RunTicket & {
  readonly phase: WavePhase;
  readonly slices: readonly Slice[];
  readonly atOnce: number;
};
export type WaveResult =
  | { readonly kind: 'done' | 'fenced' | 'trouble' }
  /** Milliseconds since 1970 from which another try is worth it. */
  | { readonly kind: 'later'; readonly at: number };

/** Schedules an activity: yield the task, alone or in `Task.all`. */
export function schedule<Name extends ActivityName>(
  context: OrchestrationContext,
  name: Name,
  input: Activities[Name]['input'],
): Task {
  return context.df.callActivity(name, input);
}

/** What `Task.all` of scheduled activities of one name gives back. */
export function answersOf<Name extends ActivityName>(results: unknown): readonly Answer<Activities[Name]['result']>[] {
  return results as readonly Answer<Activities[Name]['result']>[];
}

/** Calls an activity and waits for its answer. */
export function* call<Name extends ActivityName>(
  context: OrchestrationContext,
  name: Name,
  input: Activities[Name]['input'],
): Orchestration<Answer<Activities[Name]['result']>> {
  return (yield schedule(context, name, input)) as Answer<Activities[Name]['result']>;
}

export function* callWave(
  context: OrchestrationContext,
  name: OrchestratorName,
  input: WaveInput,
): Orchestration<WaveResult> {
  return (yield context.df.callSubOrchestrator(name, input)) as WaveResult;
}

/** Waits on a durable timer: nobody pays for a sleeping function. Alone, never within a race. */
export function* waitUntil(context: OrchestrationContext, epochMs: number): Orchestration<void> {
  yield context.df.createTimer(new Date(epochMs));
}

/** The orchestration's own clock, equal in every replay; milliseconds since 1970. */
export function replayNow(context: OrchestrationContext): number {
  return context.df.currentUtcDateTime.getTime();
}
