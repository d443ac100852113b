import { completedFirst } from './items.ts';
import { isTerminal } from './job.ts';
import type { RunOrder } from './pointer.ts';
import type { Item, ItemState } from './run.ts';
import type { Instant, Millis } from './time.ts';
import { plus } from './time.ts';

/** What a planned move does about an origin whose status was just read. */
export type ReleaseStep =
  /** Nobody has asked for its end yet, or the word may have been lost. */
  | { readonly do: 'ask' }
  /** It ends by itself, or has heard that it should: look again later. */
  | { readonly do: 'wait' }
  | { readonly do: 'write'; readonly state: ItemState };

/**
 * Origin terminal first, then its copy (invariant 9). An end that we wanted, or that was the outage's doing, releases the
 * job; one that came by itself leaves nothing to move.
 * @param status undefined when the service says that there is no such job.
 */
export function releaseStep(
  item: Item,
  status: string | undefined,
  order: Pick<RunOrder, 'retryOf'>,
  now: Instant,
): ReleaseStep {
  if (status === undefined) return skipped('OriginGone', 'somebody has deleted the job: there is nothing to move', now);
  const lower = status.toLowerCase();
  if (lower === 'completed') return { do: 'write', state: completedFirst(now) };
  if (isTerminal(status)) {
    const isOurs = item.askedToEnd !== undefined || item.victim || order.retryOf !== undefined;
    if (isOurs) return { do: 'write', state: { kind: 'released', status, at: now } };
    const code = lower === 'failed' ? 'OriginFailed' : 'OriginCanceled';
    return superseded(code, `it ended ${status} by itself before anybody had asked for its end`, now);
  }
  // Its work is done, and only outputs are being stored: it ends by itself, with more than a copy would have.
  if (lower === 'finalizing') return { do: 'wait' };
  if (lower === 'cancelrequested') {
    return item.askedToEnd === undefined
      ? skipped('UserCancelled', 'an operator has asked for its end', now)
      : { do: 'wait' };
  }
  // Also when it was asked before: the word may have been lost on its way, or with us.
  return { do: 'ask' };
}

/**
 * Whether an origin has had its time to end. That begins when it was asked to, or was found to be ending by itself. So none is
 * too late for its first ask, however long ago the plan was made: a run may have been carried out by nobody for hours.
 */
export function hasHadItsTime({ state }: Item, step: 'ask' | 'wait', time: Millis, now: Instant): boolean {
  if (state.kind !== 'releasing' || (step === 'ask' && state.askedAt === undefined)) return false;
  return now >= plus(state.since, time);
}

/** An origin whose end was accepted. Its time begins with the first such answer, and not with those that were lost. */
export function endAccepted({ state }: Item, now: Instant): ItemState {
  const since = state.kind === 'releasing' && state.askedAt !== undefined ? state.since : now;
  return { kind: 'releasing', since, askedAt: now };
}

/**
 * An origin that does not end is not submitted: two of it would run.
 * @param undoing it is a copy itself, which ends for the job that it was made of.
 */
export function notTerminal(why: string, at: Instant, undoing = false): ItemState {
  const message = undoing
    ? `this copy could not be seen terminal in time (${why}), so nothing was submitted in its place; its original goes on where it still runs. End the copy by hand; a retry of the run looks at both again`
    : `its origin could not be seen terminal in time (${why}), so no copy was made; end it by hand and retry the run, or evacuate with mode forced if its workspace is gone`;
  return { kind: 'ended', outcome: 'failed', reasons: [{ code: 'OriginNotTerminal', message }], at };
}

/** A job that has nowhere to go is not asked to end; one that had been asked before waits for a retry. */
export function nowhereToGo({ askedToEnd }: Item, why: string, at: Instant): ItemState {
  const left =
    askedToEnd === undefined
      ? 'nobody asked it to end, and it goes on where it was'
      : 'it was asked to end and has no copy, so it goes on nowhere';
  const message = `the workspace that it should go to did not answer in time (${why}): ${left}; retry the run when that workspace answers`;
  return { kind: 'ended', outcome: 'failed', reasons: [{ code: 'TargetSilent', message }], at };
}

function skipped(code: string, message: string, at: Instant): ReleaseStep {
  return { do: 'write', state: { kind: 'ended', outcome: 'skipped', reasons: [{ code, message }], at } };
}

function superseded(code: string, message: string, at: Instant): ReleaseStep {
  return { do: 'write', state: { kind: 'ended', outcome: 'superseded', reasons: [{ code, message }], at } };
}
