import { ageOf } from '../../../shared/core/assess.ts';
import { decide, type DecideInput, type Decision } from '../../../shared/core/decide.ts';
import type { Side } from '../../../shared/core/ids.ts';
import { defaultPolicy } from '../../../shared/core/policy.ts';
import { replay, type ReplayEvent } from '../../../shared/core/replay.ts';
import { latestOf, subjectOf, type ProbeState, type Signal } from '../../../shared/core/signal.ts';
import { plus, type Instant } from '../../../shared/core/time.ts';
import { alerted, at } from './judgement-fixtures.ts';
import { health, vision } from './pair-fixtures.ts';

const begin = at('00:00');
export const minute = (count: number): Instant => plus(begin, Math.round(count * 60_000));

export type Answers = (no: number) => ProbeState | undefined;
export const alive: Answers = () => 'alive';

/** One probe a minute of each workspace; undefined is a minute in which this observer does not see it. */
export function probes(length: number, primary: Answers, secondary: Answers = alive): ReplayEvent[] {
  const ask = (side: Side, answers: Answers, no: number): ReplayEvent[] => {
    const [state, now] = [answers(no), minute(no)];
    const common = { group: 'our-view', source: 'probe', side, subject: 'control-plane' } as const;
    return state === undefined
      ? []
      : [{ at: now, kind: 'signal', signal: { ...common, state, detail: '', since: now, receivedAt: now } }];
  };
  return Array.from({ length }, (_, no) => [...ask('primary', primary, no), ...ask('secondary', secondary, no)]).flat();
}

export function alert(no: number, state: 'active' | 'resolved' = 'active', submitted = no): ReplayEvent {
  const signal = alerted('service-health', { state, received: minute(no), submitted: minute(submitted) });
  return { at: minute(no), kind: 'signal', signal };
}

export const setup = {
  pair: vision,
  policy: defaultPolicy,
  health,
  active: 'primary',
  tick: 60_000,
  runLength: 600_000,
} as const;
export const failovers = (events: readonly ReplayEvent[]): number => replay(events, setup).failovers.length;

export type Failing = Extract<ReplayEvent, { kind: 'signal' }>;
export const failed = (events: readonly ReplayEvent[], side: Side): readonly Failing[] =>
  events.filter(
    (event): event is Failing =>
      event.kind === 'signal' && event.signal.side === side && event.signal.state === 'unreachable',
  );

/** What the store holds after these events. */
export function kept(events: readonly ReplayEvent[]): readonly Signal[] {
  const rows = new Map<string, Signal>();
  for (const event of events) {
    if (event.kind !== 'signal') continue;
    const { signal } = event;
    const before = rows.get(subjectOf(signal));
    const next = before === undefined ? signal : latestOf(before, signal, ageOf(signal, setup));
    rows.set(subjectOf(signal), next);
  }
  return [...rows.values()];
}

export function judged(input: Pick<DecideInput, 'signals' | 'now'> & Partial<DecideInput>): Decision {
  return decide({ pair: vision, active: 'primary', health, policy: defaultPolicy, ...input });
}

export function carried({ proposal }: Decision): Pick<DecideInput, 'proposal'> {
  return proposal === undefined ? {} : { proposal };
}
