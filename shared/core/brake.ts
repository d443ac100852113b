import type { RunId } from './ids.ts';
import type { Instant } from './time.ts';

/** What operators have told automation about a pair. It never stands in the way of a person. */
export type Brake = {
  /** Automation does nothing until somebody resumes. */
  readonly paused?: { readonly by: string; readonly at: Instant; readonly reason: string };
  /** The last run that somebody has looked at: its cool-down is over. */
  readonly acknowledged?: { readonly run: RunId; readonly by: string; readonly at: Instant };
};

/** Who pauses what is paused already changes nothing: the first reason stands until somebody resumes. */
export function pause(brake: Brake, by: string, reason: string, at: Instant): Brake {
  return brake.paused === undefined ? { ...brake, paused: { by, at, reason } } : brake;
}

export function resume(brake: Brake): Brake {
  if (brake.paused === undefined) return brake;
  const { paused: _paused, ...rest } = brake;
  return rest;
}

export function acknowledge(brake: Brake, run: RunId, by: string, at: Instant): Brake {
  return brake.acknowledged?.run === run ? brake : { ...brake, acknowledged: { run, by, at } };
}
