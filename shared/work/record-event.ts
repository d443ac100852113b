import { parseJobEvent } from '../core/job-event.ts';
import { needsSpec, type LedgerJob } from '../core/job.ts';
import { isSameRow } from '../core/ledger.ts';
import { plus, type Instant, type Millis } from '../core/time.ts';
import type { Deps } from './deps.ts';
import { findWorkspace } from './find-workspace.ts';

/**
 * Puts one Event Grid event into the ledger. It asks ARM nothing: in an outage the row alone is worth having, and the
 * definition is fetched by `spec-work`.
 * @throws Error for an event that is malformed: Event Grid then repeats it for up to a day, and drops it.
 */
export async function recordEvent(deps: Deps, event: unknown): Promise<void> {
  const parsed = parseJobEvent(event);
  if (parsed.kind === 'malformed') {
    const problems = parsed.problems.map(
      ({ path, value, allowed }) => `${path}: ${String(value)} (allowed: ${allowed})`,
    );
    deps.log.error('event.malformed', { problems });
    throw new Error(`malformed event: ${problems.join('; ')}`);
  }
  if (parsed.kind !== 'job') {
    deps.log.info('event.ignored', {
      why: parsed.kind === 'child' ? 'it is about a child of a pipeline or sweep' : parsed.why,
    });
    return;
  }
  const found = findWorkspace(deps.config, parsed.workspaceId);
  if (found === undefined) {
    deps.log.info('event.ignored', { why: 'the workspace is in no configured pair', workspace: parsed.workspaceId });
    return;
  }
  const { kind: _, workspaceId: __, ...seen } = parsed;
  const { job, before } = await deps.ledger.observe(found.pair.name, { ...seen, side: found.side });
  if (needsSpec(job) && !isOnItsWay(job, before, deps.clock.now())) {
    await deps.queues.sendSpecWork({ pair: found.pair.name, job: job.key, name: job.name });
  }
}

/** By then a message has been handled, or has been lost. */
const patience: Millis = 60_000;

/**
 * A job tells of itself several times within its first seconds, and one message is enough for all of them. An event that
 * says nothing new may be the repetition of one whose message did not get through: it sends another. So does one that
 * comes after a denial, which has used the message up.
 */
function isOnItsWay(job: LedgerJob, before: LedgerJob | undefined, now: Instant): boolean {
  if (before === undefined || before.deniedAt !== undefined || isSameRow(job, before)) return false;
  return now < plus(before.firstSeenAt, patience);
}
