import type { Readiness } from '../decision.ts';
import type { RunId } from '../ids.ts';
import type { Health } from '../assess.ts';
import type { Reason } from '../reason.ts';
import { formatInstant, type Instant } from '../time.ts';
import { windowAt, type BlockedWindow } from './windows.ts';

export type SkipDrillCode = 'BlockedWindow' | 'RunInProgress' | 'Paused' | 'PairUnhealthy' | 'StandbyUnready';

/** What is known of a pair when its schedule says that a drill is due. */
export type DueInput = {
  readonly windows: readonly BlockedWindow[];
  readonly now: Instant;
  readonly openRun: RunId | undefined;
  readonly paused: { readonly by: string } | undefined;
  /** As the watch judged last; absent: it never has. */
  readonly health: Health | undefined;
  readonly readiness: Readiness | undefined;
};

/** Why a drill that is due by the schedule is left out this time; undefined when it may begin. */
export function whyNoDrill(input: DueInput): Reason<SkipDrillCode> | undefined {
  const { windows, now, openRun, paused, health, readiness } = input;
  const window = windowAt(windows, now);
  if (window !== undefined)
    return {
      code: 'BlockedWindow',
      message: `${formatInstant(now)} lies in the blocked window from ${window.from} to ${window.to}`,
    };
  if (openRun !== undefined) return { code: 'RunInProgress', message: `${openRun} is in progress` };
  if (paused !== undefined) return { code: 'Paused', message: `automation was paused by ${paused.by}` };
  // What it would find out is known already, and its canaries would be in the way of those who mend it.
  if (health !== 'healthy')
    return { code: 'PairUnhealthy', message: `the active workspace is ${health ?? 'not looked at yet'}` };
  if (readiness?.state === 'unready') return { code: 'StandbyUnready', message: readiness.reasons.join('; ') };
  return undefined;
}
