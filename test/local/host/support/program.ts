import type { OrchestrationContext, Task, TimerTask } from 'durable-functions';
import { RetryOptions } from 'durable-functions';

/** A call whose result is its own tag, so that a result that reached the wrong task is seen. */
export interface Call {
  readonly kind: 'activity' | 'retry' | 'sub';
  readonly tag: number;
  /** How many attempts fail first. */
  readonly failures: number;
}
export interface Timer {
  readonly kind: 'timer';
  readonly seconds: number;
}
export type Step =
  | Call
  | Timer
  | { readonly kind: 'all'; readonly children: readonly Call[] }
  | { readonly kind: 'race'; readonly children: readonly Call[]; readonly seconds: number };
export type Program = readonly Step[];

export const ATTEMPTS = 3;

/** Runs a program, and returns for each step what it saw. */
export function* interpret(context: OrchestrationContext): Generator<Task, unknown[], unknown> {
  const seen: unknown[] = [];
  for (const step of context.df.getInput<Program>()) {
    try {
      seen.push(yield* run(context, step));
    } catch (error) {
      seen.push(`failed:${/tag (\d+)/.exec(String(error))?.[1] ?? String(error)}`);
    }
  }
  return seen;
}

function* run(context: OrchestrationContext, step: Step): Generator<Task, unknown, unknown> {
  switch (step.kind) {
    case 'timer':
      yield timer(context, step.seconds);
      return 'timer';
    case 'all':
      return yield context.df.Task.all(step.children.map((child) => call(context, child)));
    case 'race': {
      const limit = timer(context, step.seconds);
      const winner = yield context.df.Task.any([...step.children.map((child) => call(context, child)), limit]);
      if (winner === limit) return 'timer';
      limit.cancel();
      return (winner as Task).result;
    }
    default:
      return yield call(context, step);
  }
}

function timer(context: OrchestrationContext, seconds: number): TimerTask {
  return context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + seconds * 1_000));
}

function call(context: OrchestrationContext, each: Call): Task {
  const input = { tag: each.tag, failures: each.failures };
  if (each.kind === 'retry') return context.df.callActivityWithRetry('work', new RetryOptions(1_000, ATTEMPTS), input);
  if (each.kind === 'sub') return context.df.callSubOrchestrator('child', input);
  return context.df.callActivity('work', input);
}

/** Whether what a program saw is what it could have seen. */
export function plausible(program: Program, seen: unknown): boolean {
  return (
    Array.isArray(seen) && seen.length === program.length && program.every((step, i) => stepPlausible(step, seen[i]))
  );
}

function stepPlausible(step: Step, seen: unknown): boolean {
  switch (step.kind) {
    case 'timer':
      return seen === 'timer';
    case 'all':
      if (typeof seen === 'string') return step.children.some((child) => seen === outcome(child));
      return JSON.stringify(seen) === JSON.stringify(step.children.map(outcome));
    case 'race':
      return seen === 'timer' || step.children.some((child) => seen === outcome(child));
    default:
      return seen === outcome(step);
  }
}

function outcome(each: Call): number | string {
  const succeeds = each.failures < (each.kind === 'retry' ? ATTEMPTS : 1);
  return succeeds ? each.tag : `failed:${each.tag}`;
}
