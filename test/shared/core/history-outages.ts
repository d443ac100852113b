import {
  alert,
  again,
  down,
  jobs,
  minute,
  probing,
  untilConfirmed,
  untilFails,
  type Answers,
  type Kind,
} from './history-parts.ts';
import type { ReplayEvent } from '../../../shared/core/replay.ts';

/** A region that dies. Azure says so, or a test from elsewhere does, or both; at some time it comes back. */
export const regionDies: Kind = (draw) => {
  const [from, lasts] = [draw.whole(5, 40), draw.whole(30, 120)];
  const [azure, elsewhere] = [draw.whole(2, 24), draw.whole(2, 9)];
  const both = draw.whole(0, 2);
  const resolved = draw.whole(1, 30);
  const alerts: { after: number; event: ReplayEvent; end: ReplayEvent }[] = [];
  if (both !== 1) {
    alerts.push({
      after: azure,
      event: alert(from + azure),
      end: alert(from + lasts + resolved, { state: 'resolved' }),
    });
  }
  if (both !== 0) {
    const source = 'availability-test';
    alerts.push({
      after: elsewhere,
      event: alert(from + elsewhere, { source }),
      end: alert(from + lasts + 5, { source, state: 'resolved' }),
    });
  }
  const quorum = Math.max(untilFails, Math.min(...alerts.map(({ after }) => after)));
  return {
    truth: 'outage',
    begins: minute(from),
    bound: minute(from + quorum + untilConfirmed),
    agreed: minute(from + quorum),
    events: [
      ...probing(from + lasts + 40, { primary: down(from, from + lasts), storage: down(from, from + lasts) }),
      ...alerts.flatMap(({ event, end }) => [...again(event, draw), ...again(end, draw)]),
      ...jobs(from + 20, from + lasts, 'silence'),
    ],
  };
};

/** It dies slowly: for some minutes it answers now and then, or ARM throttles in front of it. */
export const regionDiesSlowly: Kind = (draw) => {
  const [from, leaks, lasts] = [draw.whole(5, 40), draw.whole(2, 12), draw.whole(40, 90)];
  const said = draw.whole(0, leaks);
  const how: Answers = (no) => {
    if (no >= from + leaks) return 'unreachable';
    return draw.chance(0.4) ? (draw.chance(0.5) ? 'alive' : 'throttled') : 'unreachable';
  };
  return {
    truth: 'outage',
    begins: minute(from),
    bound: minute(from + leaks + untilFails + untilConfirmed),
    events: [...probing(from + lasts, { primary: down(from, from + lasts, how) }), ...again(alert(from + said), draw)],
  };
};

/** The control plane answers, jobs do not start, and Azure admits it: a person is asked. */
export const jobsStopStarting: Kind = (draw) => {
  const [from, azure, lasts] = [draw.whole(5, 40), draw.whole(2, 20), draw.whole(40, 90)];
  return {
    truth: 'outage that only we see',
    begins: minute(from),
    bound: minute(from + 1),
    events: [...probing(from + lasts, {}), ...jobs(from, from + lasts, 'stuck-jobs'), alert(from + azure)],
  };
};

/** It does not answer us, its jobs are silent, and nobody else says a word: a person is asked. */
export const onlyWeSeeIt: Kind = (draw) => {
  const [from, lasts] = [draw.whole(5, 40), draw.whole(30, 90)];
  return {
    truth: 'outage that only we see',
    begins: minute(from),
    bound: minute(from + untilFails),
    events: [
      ...probing(from + lasts, { primary: down(from, from + lasts), storage: down(from, from + lasts) }),
      ...jobs(from + 20, from + lasts, 'silence'),
    ],
  };
};

/** Both regions are out: there is nowhere to go. */
export const bothDie: Kind = (draw) => {
  const [from, lasts] = [draw.whole(5, 40), draw.whole(30, 90)];
  const secondary = down(from + draw.whole(-2, 2), from + lasts + 10);
  return {
    truth: 'both regions out',
    begins: minute(from),
    events: [
      ...probing(from + lasts, { primary: down(from, from + lasts), secondary }),
      alert(from + draw.whole(2, 20)),
      ...(draw.chance(0.5) ? [alert(from + draw.whole(2, 20), { side: 'secondary' })] : []),
    ],
  };
};
