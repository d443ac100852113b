import {
  cutOff,
  cutOffFromOne,
  flaps,
  lateAlerts,
  lesserTrouble,
  noise,
  onPurpose,
  throttled,
  weWereAway,
} from './history-calms.ts';
import { bothDie, jobsStopStarting, onlyWeSeeIt, regionDies, regionDiesSlowly } from './history-outages.ts';
import { drawFrom, type History, type Kind } from './history-parts.ts';

export type { History } from './history-parts.ts';

/** How many there are of each kind. */
export const kinds: readonly { readonly name: string; readonly count: number; readonly make: Kind }[] = [
  { name: 'the region dies', count: 70, make: regionDies },
  { name: 'it dies slowly', count: 30, make: regionDiesSlowly },
  { name: 'only we see it', count: 15, make: onlyWeSeeIt },
  { name: 'jobs stop starting', count: 15, make: jobsStopStarting },
  { name: 'both regions die', count: 15, make: bothDie },
  { name: 'flaps', count: 30, make: flaps },
  { name: 'we are cut off', count: 30, make: cutOff },
  { name: 'cut off from one', count: 20, make: cutOffFromOne },
  { name: 'noise', count: 25, make: noise },
  { name: 'throttled', count: 25, make: throttled },
  { name: 'on purpose', count: 20, make: onPurpose },
  { name: 'late alerts', count: 20, make: lateAlerts },
  { name: 'storage, or a bug', count: 20, make: lesserTrouble },
  { name: 'we were away', count: 15, make: weWereAway },
];

export function histories(): readonly History[] {
  return kinds.flatMap(({ name, count, make }, kind) =>
    Array.from({ length: count }, (_, no) => ({ name, ...make(drawFrom(kind * 1_000 + no + 1)) })),
  );
}
