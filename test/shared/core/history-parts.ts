import type { Side } from '../../../shared/core/ids.ts';
import type { ReplayEvent } from '../../../shared/core/replay.ts';
import type { ProbeState, Signal } from '../../../shared/core/signal.ts';
import { plus, type Instant } from '../../../shared/core/time.ts';
import { alerted, at, grey, type Said } from './judgement-fixtures.ts';

/*
 * Histories of signals as they would reach the witness region, and what was true all the while. Minutes count from the
 * beginning; a probe of each place is made every minute.
 */

export type Truth = 'outage' | 'outage that only we see' | 'both regions out' | 'no outage';
export type History = {
  readonly name: string;
  readonly truth: Truth;
  readonly events: readonly ReplayEvent[];
  /** When the outage began, and when it had to be noticed at the latest (a failover, or a question where that is right). */
  readonly begins?: Instant;
  readonly bound?: Instant;
  /** When two groups had something to say. */
  readonly agreed?: Instant;
};

export type Draw = {
  /** A whole number from `least` to `most`. */
  readonly whole: (least: number, most: number) => number;
  readonly chance: (share: number) => boolean;
};

const begin = at('06:00');
export const minute = (count: number): Instant => plus(begin, Math.round(count * 60_000));

/** How one place answers in a minute. */
export type Answers = (minuteNo: number) => ProbeState;
export const alive: Answers = () => 'alive';

export function probing(
  length: number,
  places: { primary?: Answers; secondary?: Answers; witness?: Answers; storage?: Answers },
): ReplayEvent[] {
  const { primary = alive, secondary = alive, witness = alive, storage = alive } = places;
  return Array.from({ length }, (_, no) => {
    const now = minute(no);
    const common = { group: 'our-view', source: 'probe', detail: '', since: now, receivedAt: now } as const;
    const signals: Signal[] = [
      { ...common, side: 'primary', subject: 'control-plane', state: primary(no) },
      { ...common, side: 'primary', subject: 'storage', state: storage(no) },
      { ...common, side: 'secondary', subject: 'control-plane', state: secondary(no) },
      { ...common, side: 'witness', subject: 'control-endpoint', state: witness(no) },
    ];
    return signals.map((signal): ReplayEvent => ({ at: now, kind: 'signal', signal }));
  }).flat();
}

export type Alert = Said & { readonly source?: 'service-health' | 'resource-health' | 'availability-test' };
export function alert(minuteNo: number, { source = 'service-health', ...said }: Alert = {}): ReplayEvent {
  const received = minute(minuteNo);
  return {
    at: received,
    kind: 'signal',
    signal: alerted(source, { received, submitted: minute(minuteNo - 2), ...said }),
  };
}

export function jobs(
  from: number,
  to: number,
  source: 'failure-burst' | 'stuck-jobs' | 'silence',
  side: Side = 'primary',
): ReplayEvent[] {
  return Array.from({ length: to - from }, (_, no) => {
    const now = minute(from + no);
    return { at: now, kind: 'signal', signal: { ...grey(source, 'failing', side), since: now, receivedAt: now } };
  });
}

/** An alert that is told again, word by word, some minutes later. */
export function again(event: ReplayEvent, draw: Draw): ReplayEvent[] {
  const late = plus(event.at, draw.whole(1, 30) * 60_000);
  return event.kind === 'signal' && draw.chance(0.5)
    ? [event, { ...event, at: late, signal: { ...event.signal, receivedAt: late, since: late } }]
    : [event];
}

export const down =
  (from: number, to: number, how: Answers = () => 'unreachable'): Answers =>
  (no) =>
    no >= from && no < to ? how(no) : 'alive';

/** The third failed probe comes two minutes after the first; two minutes of confirmation, and a look more at most. */
export const untilFails = 2;
export const untilConfirmed = 3;

export type Kind = (draw: Draw) => Omit<History, 'name'>;

/** The same number always gives the same draws (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (share) => next() < share,
  };
}
