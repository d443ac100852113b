import type { OrchestrationContext } from 'durable-functions';
import { ACTIVITIES } from '../names.ts';
import { answersOf, schedule } from './calls.ts';
import type { Orchestration, WaveInput, WaveResult } from './calls.ts';

/**
 * Works through at most 20 slices, some at a time. It ends early when a slice was fenced, throttled or met storage that
 * did not answer: the run then decides anew.
 */
export function* wave(context: OrchestrationContext): Orchestration<WaveResult> {
  const { phase, slices, atOnce, ...ticket } = context.df.getInput<WaveInput>();
  const name = activityOf[phase];
  for (let start = 0; start < slices.length; start += atOnce) {
    const group = slices.slice(start, start + atOnce);
    const answers = answersOf<typeof name>(
      yield context.df.Task.all(group.map((slice) => schedule(context, name, { ...ticket, slice }))),
    );
    let later: number | undefined;
    for (const answer of answers) {
      if (!answer.ok) return { kind: 'trouble' };
      if (answer.result.kind === 'fenced') return { kind: 'fenced' };
      if (answer.result.kind === 'later') later = Math.max(later ?? 0, answer.result.at);
    }
    if (later !== undefined) return { kind: 'later', at: later };
  }
  return { kind: 'done' };
}

const activityOf = {
  release: ACTIVITIES.releaseSlice,
  resubmit: ACTIVITIES.resubmitSlice,
  verify: ACTIVITIES.verifySlice,
  judge: ACTIVITIES.judgeSlice,
} as const;
