import { alert, again, down, jobs, minute, probing, type Answers, type Kind } from './history-parts.ts';
import type { ReplayEvent } from '../../../shared/core/replay.ts';
import type { ProbeState } from '../../../shared/core/signal.ts';

/** Some minutes without an answer, again and again; Azure reports something that is over before it lasts. */
export const flaps: Kind = (draw) => {
  const length = draw.whole(60, 180);
  const gone = new Set<number>();
  const alerts: ReplayEvent[] = [];
  for (let no = draw.whole(3, 15); no < length - 20; no += draw.whole(12, 40)) {
    const lasts = draw.whole(1, 7);
    for (let each = no; each < no + lasts; each += 1) gone.add(each);
    // The alert comes when less than the window is left, or when it is over.
    const subject = `FLAP-${no}`;
    const told = no + lasts - draw.whole(0, 1) + (draw.chance(0.4) ? draw.whole(1, 9) : 0);
    if (draw.chance(0.6))
      alerts.push(...again(alert(told, { subject }), draw), alert(told + 2, { subject, state: 'resolved' }));
  }
  return {
    truth: 'no outage',
    events: [...probing(length, { primary: (no) => (gone.has(no) ? 'unreachable' : 'alive') }), ...alerts],
  };
};

/** We are cut off from everything, while Azure reports something; places come back one after the other. */
export const cutOff: Kind = (draw) => {
  const [from, lasts] = [draw.whole(5, 40), draw.whole(3, 60)];
  const to = from + lasts;
  const how: ProbeState = draw.chance(0.3) ? 'no-token' : 'unreachable';
  const primaryBack = to + draw.whole(0, 2);
  return {
    truth: 'no outage',
    events: [
      ...probing(to + 40, {
        primary: down(from, primaryBack, (no) => (no < to ? how : 'unreachable')),
        secondary: down(from, to, () => how),
        witness: down(from, to, () => how),
      }),
      ...(draw.chance(0.7) ? [alert(from + draw.whole(-5, lasts))] : []),
    ],
  };
};

/** The road from us to the primary is broken, and only that: everybody else sees it well. */
export const cutOffFromOne: Kind = (draw) => {
  const [from, lasts] = [draw.whole(5, 40), draw.whole(3, 90)];
  return {
    truth: 'no outage',
    events: [
      ...probing(from + lasts + 20, { primary: down(from, from + lasts), storage: down(from, from + lasts) }),
      ...jobs(from + 2, from + lasts, 'silence'),
      alert(from + 3, { source: 'availability-test', state: 'resolved' }),
      alert(from + 4, { why: 'maintenance: only incidents are evidence' }),
    ],
  };
};

/** One probe in eight fails for no reason, and Azure reports something small. */
export const noise: Kind = (draw) => ({
  truth: 'no outage',
  events: [
    ...probing(draw.whole(90, 240), { primary: () => (draw.chance(0.12) ? 'unreachable' : 'alive') }),
    ...(draw.chance(0.7) ? again(alert(draw.whole(5, 60)), draw) : []),
    ...(draw.chance(0.3) ? [alert(draw.whole(5, 60), { side: 'secondary' })] : []),
  ],
});

/** ARM throttles us, everywhere or on the primary only, and Azure reports an incident. */
export const throttled: Kind = (draw) => {
  const [from, lasts] = [draw.whole(5, 40), draw.whole(10, 90)];
  const how: Answers = () => (draw.chance(0.9) ? 'throttled' : draw.chance(0.5) ? 'refused' : 'unreachable');
  const everywhere = draw.chance(0.5) ? { secondary: down(from, from + lasts, how) } : {};
  return {
    truth: 'no outage',
    events: [
      ...probing(from + lasts + 10, { primary: down(from, from + lasts, how), ...everywhere }),
      ...(draw.chance(0.6) ? [alert(from + draw.whole(-3, lasts))] : []),
    ],
  };
};

/** Announced, or done on purpose: the workspace does not answer for a while, as it was said. */
export const onPurpose: Kind = (draw) => {
  const [from, lasts] = [draw.whole(10, 40), draw.whole(5, 60)];
  const why = draw.chance(0.5)
    ? 'maintenance: only incidents are evidence'
    : 'UserInitiated: somebody did it on purpose';
  const source = why.startsWith('User') ? 'resource-health' : 'service-health';
  return {
    truth: 'no outage',
    events: [
      ...probing(from + lasts + 20, { primary: down(from, from + lasts), storage: down(from, from + lasts) }),
      ...again(alert(from - 5, { source, why }), draw),
      ...again(alert(from + 2, { source, why, submitted: minute(from) }), draw),
    ],
  };
};

/** An incident of long ago is told again, late and out of order, just when the road to the primary is broken. */
export const lateAlerts: Kind = (draw) => {
  const [from, lasts] = [draw.whole(30, 60), draw.whole(5, 60)];
  const told = draw.whole(5, 20);
  const late = (no: number, submitted: number): ReplayEvent => alert(no, { submitted: minute(submitted) });
  return {
    truth: 'no outage',
    events: [
      ...probing(from + lasts + 20, { primary: down(from, from + lasts) }),
      alert(told, { submitted: minute(told - 4) }),
      alert(told + 3, { state: 'resolved', submitted: minute(told) }),
      ...Array.from({ length: 6 }, () => late(from + draw.whole(-3, lasts), told - draw.whole(1, 4))),
    ],
  };
};

/** The storage account fails, and the jobs with it; or somebody's jobs fail while Azure reports something small. */
export const lesserTrouble: Kind = (draw) => {
  const [from, lasts] = [draw.whole(5, 40), draw.whole(10, 90)];
  const storage = draw.chance(0.6);
  const subject = '/subscriptions/s/providers/microsoft.storage/storageaccounts/a';
  return {
    truth: 'no outage',
    events: [
      ...probing(from + lasts + 20, storage ? { storage: down(from, from + lasts) } : {}),
      storage ? alert(from + 3, { source: 'resource-health', subject }) : alert(from + 3),
      ...jobs(from + 2, from + lasts, 'failure-burst'),
      ...jobs(from + 30, from + lasts, 'stuck-jobs'),
    ],
  };
};

/** We ourselves were not there for a while; before and after it single probes fail. */
export const weWereAway: Kind = (draw) => {
  const [from, lasts] = [draw.whole(10, 40), draw.whole(6, 60)];
  const edge = draw.whole(1, 2);
  const primary = down(from - edge, from + lasts + edge);
  const there = (event: ReplayEvent): boolean => event.at < minute(from) || event.at >= minute(from + lasts);
  return {
    truth: 'no outage',
    events: [...probing(from + lasts + 40, { primary }).filter(there), alert(from + lasts - 1)],
  };
};
