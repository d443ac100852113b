import * as df from 'durable-functions';
import { setImmediate as turn } from 'node:timers/promises';
import { ACTIVITIES, ORCHESTRATORS, type ActivityName } from '../../functions/names.ts';
import { failoverRun } from '../../functions/orchestrations/failover-run.ts';
import { wave } from '../../functions/orchestrations/wave.ts';
import { parsePairName, runId, type Fence, type PairName } from '../../shared/core/ids.ts';
import type { RunStep } from '../../shared/core/run-step.ts';
import type { Slice } from '../../shared/core/slices.ts';
import type { SliceResult } from '../../shared/work/run/slice.ts';
import type { RunTicket } from '../../shared/work/deps.ts';
import { statusOf, testHost, type TestHost } from '../local/host/support/hosts.ts';

const vision = parsePairName('vision') as PairName;
export const ticket: RunTicket = { pair: vision, run: runId(vision, 1), fence: 2 as Fence };

export type Call = { readonly name: ActivityName; readonly slice?: Slice; readonly at: number };

export type Script = {
  /** What `nextStep` says, one after the other; `trouble` for storage that does not answer. Then it says stop. */
  readonly steps: readonly (RunStep | 'trouble')[];
  /** What becomes of a slice; done unless told. */
  readonly slice?: (slice: Slice, at: number) => SliceResult | 'trouble';
  /** What the other activities answer; `done` unless told. */
  readonly others?: (name: ActivityName) => 'done' | 'fenced' | 'trouble';
};

export type Played = AsyncDisposable & {
  readonly host: TestHost;
  /** Every call of an activity, in order. */
  readonly calls: readonly Call[];
  /** Most calls that were under way at the same time. */
  readonly most: () => number;
  readonly status: () => string;
  readonly output: () => unknown;
};

const instance = 'vision-r1-2';
const stop: RunStep = { do: 'stop', because: 'ended' };
const failed = { ok: false, message: 'storage did not answer' } as const;

/** Starts the real orchestration on a strict host in virtual time, over activities that play the script. */
export async function play(script: Script): Promise<Played> {
  const calls: Call[] = [];
  let asked = 0;
  let [running, most] = [0, 0];
  let now = (): number => 0;

  async function activity(name: ActivityName, input: RunTicket & { slice?: Slice }): Promise<unknown> {
    const { slice } = input;
    calls.push({ name, at: now(), ...(slice === undefined ? {} : { slice }) });
    running += 1;
    most = Math.max(most, running);
    await turn();
    running -= 1;
    if (input.run !== ticket.run || input.fence !== ticket.fence) throw new Error('the ticket was lost on the way');
    if (name === ACTIVITIES.nextStep) {
      const step = script.steps[asked] ?? stop;
      asked += 1;
      return step === 'trouble' ? failed : { ok: true, result: step };
    }
    const answer =
      slice === undefined ? (script.others?.(name) ?? 'done') : (script.slice?.(slice, now()) ?? { kind: 'done' });
    return answer === 'trouble' ? failed : { ok: true, result: answer };
  }

  const host = await testHost({}, () => {
    df.app.orchestration(ORCHESTRATORS.failoverRun, failoverRun);
    df.app.orchestration(ORCHESTRATORS.wave, wave);
    for (const name of Object.values(ACTIVITIES)) {
      df.app.activity(name, { handler: (input: RunTicket) => activity(name, input) });
    }
  });
  now = () => host.clock.now;
  host.durable.start(ORCHESTRATORS.failoverRun, ticket, instance);
  return {
    host,
    calls,
    most: () => most,
    status: () => statusOf(host, instance).runtimeStatus,
    output: () => statusOf(host, instance).output,
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}

/** Names of the activities that were called, without version. */
export function names(calls: readonly Call[]): string[] {
  return calls.map(({ name }) => name.replace(/-v\d+$/, ''));
}

export function slices(count: number): Slice[] {
  return Array.from({ length: count }, (_, index) => {
    const rank = `500-${String(index).padStart(2, '0')}`;
    return { from: rank, to: rank, count: 1 };
  });
}

export { instance };
