import * as df from 'durable-functions';
import { setTimeout as delay } from 'node:timers/promises';
import { interpret } from '../program.ts';

const attempts = new Map<string, number>();

/** The orchestrators and activities of the fixture app. */
export function registerDurable(): void {
  df.app.activity('double', { handler: (value: number) => value * 2 });
  df.app.activity('slowDouble', {
    handler: async ({ value, ms }: { value: number; ms: number }) => {
      await delay(ms);
      return value * 2;
    },
  });
  df.app.activity('echo', { handler: (value: unknown) => value });
  df.app.activity('work', {
    handler: ({ tag, failures }: { tag: number; failures: number }, context) => {
      const key = `${String(context.triggerMetadata?.['instanceId'])}/${tag}`;
      const attempt = attempts.get(key) ?? 0;
      attempts.set(key, attempt + 1);
      if (attempt < failures) throw new Error(`tag ${tag}`);
      return tag;
    },
  });
  df.app.orchestration('child', function* (context) {
    return (yield context.df.callActivity('work', context.df.getInput())) as unknown;
  });
  df.app.orchestration('program', interpret);
  df.app.orchestration('fanOut', function* (context) {
    const { count, ms } = context.df.getInput<{ count: number; ms: number }>();
    const tasks = Array.from({ length: count }, (_none, value) => context.df.callActivity('slowDouble', { value, ms }));
    const doubled = (yield context.df.Task.all(tasks)) as number[];
    return doubled.reduce((sum, each) => sum + each, 0);
  });
  df.app.orchestration('echoes', function* (context) {
    const seen: unknown[] = [];
    for (const value of context.df.getInput<unknown[]>()) seen.push(yield context.df.callActivity('echo', value));
    seen.push(yield context.df.callActivity('echo'));
    return seen;
  });
  df.app.orchestration('approval', function* (context) {
    const deadline = new Date(
      context.df.currentUtcDateTime.getTime() + (context.df.getInput<number | null>() ?? 3_600_000),
    );
    const limit = context.df.createTimer(deadline);
    context.df.setCustomStatus('waiting');
    const answer = context.df.waitForExternalEvent('answer');
    const winner: unknown = yield context.df.Task.any([answer, limit]);
    if (winner === limit) return 'too late';
    limit.cancel();
    return answer.result;
  });
  df.app.orchestration('counter', function* (context) {
    const count = context.df.getInput<number>();
    yield context.df.callActivity('double', count);
    if (count < 5) context.df.continueAsNew(count + 1);
    return count;
  });
  df.app.orchestration('sleeper', function* (context) {
    const until = new Date(
      context.df.currentUtcDateTime.getTime() + (context.df.getInput<number | null>() ?? 3_600_000),
    );
    yield context.df.createTimer(until);
    return context.df.currentUtcDateTime.toISOString();
  });
  df.app.orchestration('thrower', function* (context) {
    yield context.df.callActivity('double', 1);
    throw new Error('on purpose');
  });
  df.app.orchestration('parentOf', function* (context) {
    return (yield context.df.callSubOrchestrator(
      context.df.getInput<string>(),
      undefined,
      `${context.df.instanceId}-child`,
    )) as unknown;
  });
  df.app.orchestration('twiceRaced', function* (context) {
    // Breaks the rule on purpose: the timer is in two races.
    const limit = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 3_600_000));
    yield context.df.Task.any([limit, context.df.callActivity('double', 1)]);
    yield context.df.Task.any([limit, context.df.callActivity('double', 2)]);
    const third: unknown = yield context.df.callActivity('double', 3);
    limit.cancel();
    return third;
  });
  df.app.orchestration('outlivesLongTimer', function* (context) {
    // Breaks the rule on purpose: it goes on for longer than the first piece of a timer that it has cancelled.
    const day = 86_400_000;
    const now = context.df.currentUtcDateTime.getTime();
    const limit = context.df.createTimer(new Date(now + 10 * day));
    yield context.df.Task.any([context.df.callActivity('double', 1), limit]);
    limit.cancel();
    yield context.df.createTimer(new Date(now + 5 * day));
    return (yield context.df.callActivity('double', 3)) as unknown;
  });
}
