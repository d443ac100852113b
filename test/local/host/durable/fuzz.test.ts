import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../../local/host/durable/decision.ts';
import { divergence } from '../../../../local/host/durable/divergence.ts';
import { EVENT, event, type HistoryEvent } from '../../../../local/host/durable/history.ts';
import { replay } from '../../../../local/host/durable/shadow.ts';
import { executeOnce } from '../support/executor.ts';
import { interpret, plausible, type Program } from '../support/program.ts';
import { recklessPrograms, safePrograms } from '../support/programs.ts';

type Verdict = 'right' | 'wrong' | 'hang' | 'non-deterministic';
interface Run {
  readonly verdict: Verdict;
  readonly flagged: string | undefined;
}
interface Pending {
  readonly at: number;
  readonly answer: (now: number) => HistoryEvent;
}

/** Plays both sides of one program: durable-functions decides, the shadow schedules, `draw` orders the completions. */
async function play(program: Program, draw: () => number): Promise<Run> {
  let now = Date.parse('2026-01-01T00:00:00Z');
  let pending: Pending[] = [];
  const attempts = new Map<number, number>();
  const history: HistoryEvent[] = [];
  let arrived: HistoryEvent[] = [event(EVENT.executionStarted, now, { Name: 'O' })];
  let flagged: string | undefined;
  while (arrived.length > 0) {
    history.push(event(EVENT.orchestratorStarted, now), ...arrived);
    const { state, ids } = await executeOnce(interpret, program, history);
    const host = replay(state.actions[0] ?? [], history);
    flagged ??= divergence({ ids, ended: state.isDone || state.error !== undefined }, host);
    if (host.nonDeterminism !== undefined) return { verdict: 'non-deterministic', flagged };
    if (state.isDone && host.blockedAt === undefined && host.openTasks === 0) {
      return { verdict: plausible(program, state.output) ? 'right' : 'wrong', flagged };
    }
    for (const decision of host.decisions) {
      history.push(scheduledEvent(decision, now));
      pending.push(answerLater(decision, now, attempts, draw));
    }
    for (const each of history.splice(0)) history.push({ ...each, IsPlayed: true });
    // One to three of the calls and timers that are due soonest come back, in any order.
    pending = pending.toSorted((a, b) => a.at - b.at);
    const batch = pending.splice(0, 1 + Math.floor(draw() * 3));
    now = Math.max(now, ...batch.map(({ at }) => at));
    const time = now;
    arrived = batch.map(({ answer }) => answer(time));
  }
  return { verdict: 'hang', flagged };
}

function scheduledEvent(decision: Decision, now: number): HistoryEvent {
  if (decision.kind === 'timer') return event(EVENT.timerCreated, now, {}, decision.id);
  const type = decision.kind === 'activity' ? EVENT.taskScheduled : EVENT.subOrchestrationCreated;
  return event(type, now, { Name: decision.name }, decision.id);
}

function answerLater(decision: Decision, now: number, attempts: Map<number, number>, draw: () => number): Pending {
  const { id } = decision;
  if (decision.kind === 'timer') {
    return { at: decision.fireAt, answer: (at) => event(EVENT.timerFired, at, { TimerId: id }) };
  }
  const { tag, failures } = decision.input as { tag: number; failures: number };
  const attempt = attempts.get(tag) ?? 0;
  attempts.set(tag, attempt + 1);
  const sub = decision.kind === 'orchestration';
  const answer = (at: number): HistoryEvent =>
    attempt < failures
      ? event(sub ? EVENT.subOrchestrationFailed : EVENT.taskFailed, at, {
          TaskScheduledId: id,
          Reason: `tag ${tag}`,
          Details: '',
        })
      : event(sub ? EVENT.subOrchestrationCompleted : EVENT.taskCompleted, at, {
          TaskScheduledId: id,
          Result: String(tag),
        });
  return { at: now + Math.floor(draw() * 8_000), answer };
}

/** Tags count through the program: two calls with one tag could hide a crossed result. */
function numbered(program: Program): Program {
  let tag = 0;
  return JSON.parse(JSON.stringify(program), (key, value: unknown) => (key === 'tag' ? (tag += 1) : value)) as Program;
}

const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
const next = (stream: Iterator<number>) => (): number => stream.next().value as number;

describe('durable-functions against the rules of .NET', () => {
  test('every program within the authoring rules ends right, and the divergence detector stays silent', async () => {
    await fc.assert(
      fc.asyncProperty(safePrograms, draws, async (program, stream) => {
        expect(await play(numbered(program), next(stream))).toEqual({ verdict: 'right', flagged: undefined });
      }),
      { numRuns: 1_500, seed: 20_260_101 },
    );
  });

  test('programs outside the rules go wrong now and then, and never without a word', async () => {
    const runs: Run[] = [];
    await fc.assert(
      fc.asyncProperty(recklessPrograms, draws, async (program, stream) => {
        runs.push(await play(numbered(program), next(stream)));
      }),
      { numRuns: 1_000, seed: 20_260_102 },
    );
    // Non-determinism speaks for itself; a wrong result or a hang would not, but for the detector.
    const silent = runs.filter(({ verdict }) => verdict === 'wrong' || verdict === 'hang');
    expect(silent.length).toBeGreaterThan(20);
    expect(silent.filter(({ flagged }) => flagged === undefined)).toEqual([]);
  });
});
