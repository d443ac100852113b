import * as fc from 'fast-check';
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

const ATTEMPTS = 3;

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

const tag = fc.integer({ min: 1, max: 1_000_000 });
const seconds = fc.integer({ min: 1, max: 5 });
const calm = (...kinds: Call['kind'][]): fc.Arbitrary<Call> =>
  fc.record({ kind: fc.constantFrom(...kinds), tag, failures: fc.constant(0) });
const recovering: fc.Arbitrary<Call> = fc.record({
  kind: fc.constant('retry' as const),
  tag,
  failures: fc.integer({ min: 0, max: ATTEMPTS - 1 }),
});
const failing: fc.Arbitrary<Call> = fc.record({
  kind: fc.constantFrom('activity', 'retry', 'sub'),
  tag,
  failures: fc.integer({ min: 0, max: ATTEMPTS }),
});

/** Programs within the authoring rules: no failing call beside others, no retrying call in a race. */
export const safePrograms: fc.Arbitrary<Program> = fc.array(
  fc.oneof(
    failing,
    fc.record({ kind: fc.constant('timer' as const), seconds }),
    fc.record({
      kind: fc.constant('all' as const),
      children: fc.array(fc.oneof(calm('activity', 'sub'), recovering), { minLength: 1, maxLength: 5 }),
    }),
    fc.record({
      kind: fc.constant('race' as const),
      children: fc.array(calm('activity', 'sub'), { minLength: 1, maxLength: 3 }),
      seconds,
    }),
  ),
  { minLength: 1, maxLength: 6 },
);

/** Programs that break the rules: retrying calls in races, failing calls beside retrying ones. */
export const recklessPrograms: fc.Arbitrary<Program> = fc.array(
  fc.oneof(
    calm('activity'),
    fc.record({ kind: fc.constant('all' as const), children: fc.array(failing, { minLength: 2, maxLength: 4 }) }),
    fc.record({
      kind: fc.constant('race' as const),
      children: fc.array(fc.oneof(calm('activity'), recovering), { minLength: 1, maxLength: 3 }),
      seconds,
    }),
  ),
  { minLength: 1, maxLength: 6 },
);
