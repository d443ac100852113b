import type { PairName, Side } from '../core/ids.ts';
import { jobKey, sideOf } from '../core/ids.ts';
import { factsOf } from '../core/job-facts.ts';
import { needsSpec, type LedgerJob } from '../core/job.ts';
import type { Instant } from '../core/time.ts';
import type { ArmJob, SpecWork } from '../ports.ts';
import type { Deps } from './deps.ts';
import { findPair } from './deps.ts';
import { noteStray } from './note-stray.ts';
import { isWorthAsking } from './reach.ts';

/** What became of a piece of `spec-work`; `later` puts it back, for as long as the workspace cannot be asked. */
export type SpecWorkResult = 'recorded' | 'gone' | 'later' | 'dropped';

/** Fetches a job's definition and records it. While the workspace does not answer the work waits; it is never lost. */
export async function recordSpec(deps: Deps, work: SpecWork): Promise<SpecWorkResult> {
  const pair = findPair(deps.config, work.pair);
  if (pair === undefined) {
    deps.log.warn('spec-work.dropped', { pair: work.pair, job: work.job, why: 'the pair is not in the configuration' });
    return 'dropped';
  }
  const row = await deps.ledger.get(work.pair, work.job);
  if (row === undefined || !needsSpec(row)) return 'dropped';
  const side = sideOf(work.job);
  if (!(await isWorthAsking(deps, pair, side))) return later(deps, work, 'SourceSilent');
  const asked = deps.clock.now();
  const answer = await deps.workspaces.getJob(pair.workspaces[side], work.name);
  if (answer.kind === 'found') {
    await recordJob(deps, work.pair, side, answer.job, asked, row);
    return 'recorded';
  }
  if (answer.kind === 'absent') {
    await deps.ledger.recordSpec(work.pair, work.job, { spec: { kind: 'gone' }, at: asked });
    return 'gone';
  }
  return later(deps, work, answer.kind === 'throttled' ? 'Throttled' : answer.reason.code);
}

async function later(deps: Deps, work: SpecWork, code: string): Promise<'later'> {
  deps.log.info('spec-work.later', { pair: work.pair, job: work.job, code });
  await deps.queues.sendSpecWork(work, deps.config.requeueDelay);
  return 'later';
}

/**
 * Stores the definition first and then the row that names it, so that no row ever names a blob that is not there. Then the
 * mirror begins with what the job needs.
 */
export async function recordJob(
  deps: Deps,
  pair: PairName,
  side: Side,
  job: ArmJob,
  asked: Instant,
  known?: LedgerJob,
): Promise<LedgerJob | undefined> {
  const stored = job.properties === null ? undefined : await deps.specs.put(job.properties);
  const facts = factsOf(job, stored, asked, known);
  await noteStray(deps, pair, jobKey(side, job.name), facts);
  const row = await deps.ledger.recordSpec(pair, jobKey(side, job.name), facts);
  // Should this message be lost, the timer finds the job without a disposition.
  if (row?.state === 'live' && row.spec.kind === 'recorded') await deps.queues.sendMirrorWork({ pair, job: row.key });
  return row;
}
