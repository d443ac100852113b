import type { OrchestrationContext } from 'durable-functions';
import type { RunTicket } from '../../shared/work/deps.ts';
import type { RunStep } from '../../shared/core/run-step.ts';
import { ACTIVITIES, ORCHESTRATORS } from '../names.ts';
import { call, callWave, replayNow, waitUntil } from './calls.ts';
import type { Orchestration } from './calls.ts';

/** A generation of the orchestration: short, so that its history stays far below 500 events. */
const stepsPerGeneration = 40;
/** Steps in a row that found no storage. After these it gives up, is marked stalled, and a person takes over. */
const troublesToTheEnd = 60;
const firstPause = 1_000;
const longestPause = 60_000;

export type RunInput = RunTicket & { readonly troubles?: number };

type Carried = 'next' | 'stop' | 'trouble';

/** Interprets the steps that `nextStep` decides, until it says stop. It judges nothing itself. */
export function* failoverRun(context: OrchestrationContext): Orchestration<RunTicket> {
  const { troubles: before = 0, ...ticket } = context.df.getInput<RunInput>();
  let troubles = before;
  for (let count = 0; count < stepsPerGeneration; count += 1) {
    const decided = yield* call(context, ACTIVITIES.nextStep, ticket);
    const carried: Carried = decided.ok ? yield* carryOut(context, ticket, decided.result) : 'trouble';
    if (carried === 'stop') return ticket;
    troubles = carried === 'next' ? 0 : troubles + 1;
    if (troubles >= troublesToTheEnd) throw new Error(`storage did not answer ${troubles} times in a row`);
    if (troubles > 0)
      yield* waitUntil(context, replayNow(context) + Math.min(firstPause * 2 ** (troubles - 1), longestPause));
  }
  // What was awaited last is settled, so nothing open is carried into the next generation.
  context.df.continueAsNew({ ...ticket, troubles });
  return ticket;
}

function* carryOut(context: OrchestrationContext, ticket: RunTicket, step: RunStep): Orchestration<Carried> {
  switch (step.do) {
    case 'stop':
      return 'stop';
    case 'wait':
      yield* waitUntil(context, step.until);
      return 'next';
    case 'release':
    case 'resubmit':
    case 'verify':
    case 'judge': {
      const wave = yield* callWave(context, ORCHESTRATORS.wave, {
        ...ticket,
        phase: step.do,
        slices: step.slices,
        atOnce: step.atOnce,
      });
      if (wave.kind === 'trouble') return 'trouble';
      if (wave.kind === 'later' && wave.at > replayNow(context)) yield* waitUntil(context, wave.at);
      return 'next';
    }
    case 'switch':
    case 'join':
    case 'announce':
    case 'plan':
    case 'drop':
    case 'sweep':
    case 'canaries':
    case 'finish': {
      const answer = yield* call(context, activityOf[step.do], ticket);
      // A fenced answer needs no word here: the next step reads the claim again and says stop.
      return answer.ok ? 'next' : 'trouble';
    }
  }
}

const activityOf = {
  switch: ACTIVITIES.switchActive,
  join: ACTIVITIES.joinEpoch,
  announce: ACTIVITIES.announceSwitch,
  plan: ACTIVITIES.planRun,
  drop: ACTIVITIES.dropRest,
  sweep: ACTIVITIES.sweepLate,
  canaries: ACTIVITIES.tendCanaries,
  finish: ACTIVITIES.finishRun,
} as const;
