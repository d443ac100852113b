import type { JobKey, PairName } from '../core/ids.ts';
import { sideOf } from '../core/ids.ts';
import type { SpecFacts } from '../core/observation.ts';
import { isTerminal } from '../core/job.ts';
import { isStray, type Switch } from '../core/stray.ts';
import type { Deps } from './deps.ts';

/**
 * Tells once of a job that somebody submits to the workspace that is not active. The entry is made of the job alone, so
 * whoever tells of it again adds none.
 */
export async function noteStray(deps: Deps, pair: PairName, key: JobKey, facts: SpecFacts): Promise<void> {
  const { createdAt, spec, status } = facts;
  if (createdAt === undefined || spec.kind === 'gone') return;
  if (facts.lineage !== undefined || isTerminal(status ?? '')) return;
  const { active } = await deps.pointers.read(pair);
  const switches: Switch[] = active.epoch === 0 ? [] : [{ at: active.since, side: active.active }];
  const side = sideOf(key);
  // What was submitted before the last switch is nothing that just happens, and the pair's jobs show it all the same.
  if (side === active.active || (active.epoch > 0 && createdAt < active.since)) return;
  if (!isStray({ side, state: 'live', createdAt, spec, tags: facts.tags ?? {} }, switches)) return;
  deps.log.warn('job.stray', { pair, job: key });
  await deps.audit.add({
    at: createdAt,
    who: facts.owner ?? 'unknown',
    what: `submit ${key}`,
    outcome: {
      code: 'StraySubmission',
      message: `${side} is not the active workspace: whoever submits there does not follow the pointer`,
    },
    pair,
  });
}
