import pLimit from 'p-limit';
import type { Config, PairConfig } from '../core/config.ts';
import type { Side } from '../core/ids.ts';
import { sides } from '../core/ids.ts';
import type { LiveJob } from '../core/job.ts';
import type { Direction } from '../core/mirror/judge.ts';
import { basisOf } from '../core/mirror/judge.ts';
import { checkpointTag } from '../core/mirror/roots.ts';
import { skipReason } from '../core/selection.ts';
import type { Instant, Millis } from '../core/time.ts';
import { plus } from '../core/time.ts';
import type { Deps } from './deps.ts';
import { isRunOpen, mirrorPass } from './mirror-job.ts';
import { knownDirection, refreshFacts } from './mirror/direction.ts';
import { isWorthAsking } from './reach.ts';
import { startingAnywhere } from './starting-anywhere.ts';

/** Passes that are under way at a time, and when no further one starts: the timer comes again. */
const passesAtOnce = 8;
const sweepTime: Millis = 60_000;
/** A disposition that nothing has touched for so long is looked at again, and the copies behind it. */
const recheckAfter: Millis = 43_200_000;

/**
 * Looks at the workspaces of every pair, and then at each live job that is not known to be well: whose message was lost,
 * which is blocked, or whose judgement rests on facts that are others by now.
 */
export async function sweepMirror(deps: Deps): Promise<void> {
  const stopAt = plus(deps.clock.now(), sweepTime);
  for (const pair of deps.config.pairs) await sweepPair(deps, pair, stopAt);
}

async function sweepPair(deps: Deps, pair: PairConfig, stopAt: Instant): Promise<void> {
  const trouble = await Promise.all(sides.map((side) => refresh(deps, pair, side)));
  // Reading facts costs a run nothing; the rest would take of ARM's writes.
  if (await isRunOpen(deps, pair)) return;
  const ways = new Map<Side, Direction>();
  for (const side of sides) ways.set(side, await knownDirection(deps, pair, side));
  const now = deps.clock.now();
  const due = (await deps.ledger.live(pair.name)).filter((job) => isDue(job, ways.get(job.side), deps.config, now));
  const limit = pLimit(passesAtOnce);
  const counts = { ready: 0, blocked: 0, skipped: 0, later: 0, left: 0 };
  await Promise.all(
    startingAnywhere(due, now).map((job) =>
      limit(async () => {
        if (deps.clock.now() >= stopAt) return void (counts.left += 1);
        const result = await mirrorPass(deps, { pair: pair.name, job: job.key });
        if (result.kind === 'later') counts.later += 1;
        if (result.kind === 'judged') counts[result.disposition.kind] += 1;
      }),
    ),
  );
  if (due.length > 0)
    deps.log.info('mirror.swept', {
      pair: pair.name,
      due: due.length,
      ...counts,
      trouble: trouble.filter(Boolean).length,
    });
}

/** True when the workspace gave no answer: what was known of it still counts. */
async function refresh(deps: Deps, pair: PairConfig, side: Side): Promise<boolean> {
  if (!(await isWorthAsking(deps, pair, side))) return true;
  const answer = await refreshFacts(deps, pair, side);
  if (answer.kind === 'found') return false;
  deps.log.warn('mirror.no-facts', { pair: pair.name, side, why: answer.kind });
  return true;
}

function isDue(job: LiveJob, direction: Direction | undefined, config: Config, now: Instant): boolean {
  if (job.spec.kind !== 'recorded' || direction === undefined) return false;
  const { disposition } = job;
  // Its message is most likely on its way.
  if (disposition === undefined) return now >= plus(job.spec.at, config.requeueDelay);
  const isSkipped = skipReason(job, config.selection) !== undefined;
  if (isSkipped || disposition.kind === 'skipped') return isSkipped !== (disposition.kind === 'skipped');
  return (
    disposition.kind === 'blocked' ||
    checkpointTag in job.tags ||
    disposition.basis !== basisOf(job.spec.hash, direction) ||
    now - disposition.at >= recheckAfter
  );
}
