import type { Run } from '../run.ts';
import { plus, type Instant, type Millis } from '../time.ts';
import { isOver } from './drill.ts';

/** What comes next in a drill whose jobs are all judged. */
export type DrillStep = { readonly do: 'canaries' | 'finish' } | { readonly do: 'wait'; readonly until: Instant };

/** Looks after the canaries from time to time, until they have ended and are out of sight. */
export function decideDrillStep(
  { drill, verifiedAt }: Pick<Run, 'drill' | 'verifiedAt'>,
  isCancelled: boolean,
  lookEvery: Millis,
  now: Instant,
): DrillStep {
  // A drill that was cancelled before it had any canaries has none to look after.
  if (drill === undefined ? isCancelled : isOver(drill, now)) return { do: 'finish' };
  const due = verifiedAt === undefined ? now : plus(verifiedAt, lookEvery);
  return due <= now ? { do: 'canaries' } : { do: 'wait', until: due };
}
