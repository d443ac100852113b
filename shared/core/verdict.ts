import { parseResubmittedName, resubmittedName } from './ids.ts';
import type { RunConfig } from './config.ts';
import type { Fence } from './ids.ts';
import { isTerminal } from './job.ts';
import type { Item, ItemState } from './run.ts';
import type { Instant } from './time.ts';

type Timeouts = Pick<RunConfig, 'notStartedTimeout' | 'orphanAfter'>;

/** The status of a job that the service does not know. */
export const absent = 'absent';

const notBegun: ReadonlySet<string> = new Set(['notstarted', 'unknown', absent]);

/** So often a copy that never came to life is replaced by another one. */
const mostAttempts = 3;

/** What a GET of a submitted job says about its item; undefined while there is nothing new to say. */
export function verdict(item: Item, status: string, now: Instant, timeouts: Timeouts): ItemState | undefined {
  if (item.state.kind !== 'submitted') return undefined;
  const { targetName, attempt, how, at } = item.state;
  const lower = status.toLowerCase();
  if (lower === 'failed' || lower === 'canceled') {
    const code = lower === 'failed' ? 'CopyFailed' : 'CopyCanceled';
    const message = `the job ${targetName} ended ${status} in the target workspace; its log there says why`;
    return { kind: 'ended', outcome: 'failed', targetName, at: now, reasons: [{ code, message }] };
  }
  if (!notBegun.has(lower)) {
    return { kind: 'ended', outcome: 'verified', targetName, attempt, status, at: now };
  }
  // A gateway that gave up on a PUT may leave a pipeline behind that has no steps and never begins.
  const isOrphan = how === 'adopted' && item.jobType?.toLowerCase() === 'pipeline' && lower === 'notstarted';
  if (isOrphan && attempt < mostAttempts && now - at >= timeouts.orphanAfter) {
    return { kind: 'recalling', targetName, attempt, since: now };
  }
  if (now - at < timeouts.notStartedTimeout) return undefined;
  const message = `the job ${targetName} was created and is still ${status}; look at it in the target workspace`;
  return failed(targetName, 'NotStartedTimeout', message, now);
}

/**
 * What a GET says about a copy that is being recalled: once it is terminal the next attempt may begin, and not before.
 * Undefined while it must still be asked, or waited for.
 */
export function afterRecall(
  item: Item,
  status: string,
  fence: Fence,
  now: Instant,
  timeouts: Timeouts,
): ItemState | undefined {
  if (item.state.kind !== 'recalling') return undefined;
  const { targetName, attempt, since, askedAt, answer } = item.state;
  const lower = status.toLowerCase();
  if (lower === 'completed') return { kind: 'ended', outcome: 'verified', targetName, attempt, status, at: now };
  // Once seen, it is only gone because somebody deleted it. But one look that does not find it proves nothing (invariant 3).
  const isGone = lower === absent && (answer === 'ended' || answer === 'absent');
  if (isTerminal(status) || isGone) {
    const parsed = parseResubmittedName(targetName);
    const next = attempt + 1;
    const name = resubmittedName(parsed?.stem ?? item.originName, parsed?.epoch ?? 0, item.originId, next);
    return { kind: 'submitting', targetName: name, attempt: next, fence, at: now };
  }
  // It came to life before anybody had asked for its end.
  if (askedAt === undefined && !notBegun.has(lower) && lower !== 'cancelrequested')
    return { kind: 'ended', outcome: 'verified', targetName, attempt, status, at: now };
  if (now - since < timeouts.notStartedTimeout) return undefined;
  const message = `the job ${targetName} never began and does not end either (${status}); end it by hand, then retry the run`;
  return failed(targetName, 'NotStartedTimeout', message, now);
}

/** Nobody has said for so long what became of a copy that the run ends without knowing. Whoever tries again looks for it first. */
export function unanswered(targetName: string, why: string, at: Instant): ItemState {
  const message = `nobody could say what became of the job ${targetName} (${why}); look for it in the target workspace, or retry the run when that answers: a retry looks for it first`;
  return failed(targetName, 'TargetSilent', message, at);
}

function failed(targetName: string, code: string, message: string, at: Instant): ItemState {
  return { kind: 'ended', outcome: 'failed', targetName, at, reasons: [{ code, message }] };
}
