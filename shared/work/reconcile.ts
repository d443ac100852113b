import pLimit from 'p-limit';
import type { PairConfig } from '../core/config.ts';
import type { Side } from '../core/ids.ts';
import { jobKey, sides } from '../core/ids.ts';
import { isTerminal, needsSpec, type LedgerJob } from '../core/job.ts';
import { stringAt } from '../core/json.ts';
import type { Instant } from '../core/time.ts';
import { plus } from '../core/time.ts';
import type { ArmJob } from '../ports.ts';
import type { Deps } from './deps.ts';
import { isWorthAsking } from './reach.ts';
import { recordJob } from './record-spec.ts';

/** Jobs created this long before the newest one that was seen may still have been missing from the list then. */
const overlap = 10 * 60_000;
const readsAtOnce = 8;
/** What was heard is kept this long: a policy is tuned on the last weeks. */
const historyAge = 30 * 24 * 60 * 60_000;

/** Brings the ledger to the truth of both workspaces of every pair, as far as they answer. Events are best effort. */
export async function reconcile(deps: Deps): Promise<void> {
  for (const pair of deps.config.pairs) {
    await Promise.all(sides.map((side) => reconcileSide(deps, pair, side)));
    const pruned = await deps.ledger.prune(pair.name, plus(deps.clock.now(), -deps.config.tombstoneAge));
    if (pruned > 0) deps.log.info('ledger.pruned', { pair: pair.name, rows: pruned });
    await deps.signals.forget(pair.name, plus(deps.clock.now(), -historyAge));
  }
}

/** @returns whether the workspace has answered every question, so that the ledger is its truth. */
export async function reconcileSide(deps: Deps, pair: PairConfig, side: Side): Promise<boolean> {
  if (!(await isWorthAsking(deps, pair, side))) {
    deps.log.warn('reconcile.unfinished', { pair: pair.name, side, why: 'its last probe found nobody there' });
    return false;
  }
  const listed = await readList(deps, pair, side);
  if (listed === undefined) return false;
  const limit = pLimit(readsAtOnce);
  const rows = await deps.ledger.live(pair.name, side);
  const rest = rows.filter((row) => !listed.has(row.key));
  const workspace = pair.workspaces[side];
  let answers = true;
  await Promise.all(
    rest.map((row) =>
      limit(async () => {
        if (!answers) return;
        const asked = deps.clock.now();
        const answer = await deps.workspaces.getJob(workspace, row.name);
        if (answer.kind === 'found') await takeJob(deps, pair, side, answer.job, asked);
        else if (answer.kind === 'absent')
          await deps.ledger.recordSpec(pair.name, row.key, { spec: { kind: 'gone' }, at: asked });
        else answers = false;
      }),
    ),
  );
  if (!answers) deps.log.warn('reconcile.unfinished', { pair: pair.name, side });
  return answers;
}

/**
 * Whether a job may have been created since the last pass. One that was there before, is over and has no row ended
 * before we came, or its tombstone is gone: taken up now, it would seem to have ended just now.
 */
function isNews(job: ArmJob, watermark: Instant | undefined, asked: Instant): boolean {
  if (watermark === undefined || job.createdAt === undefined) return false;
  return job.createdAt > watermark || job.createdAt > plus(asked, -overlap);
}

/**
 * Pages the jobs list from the newest down to the watermark. At the first pass, without a watermark, jobs that ended
 * before we came are nobody's concern.
 * @returns the keys of the jobs it has seen, or undefined when the workspace did not answer.
 */
async function readList(deps: Deps, pair: PairConfig, side: Side): Promise<ReadonlySet<string> | undefined> {
  const watermark = await deps.ledger.watermark(pair.name, side);
  const seen = new Set<string>();
  let newest: Instant | undefined;
  let nextLink: string | undefined;
  do {
    const asked = deps.clock.now();
    const page = await deps.workspaces.listJobs(pair.workspaces[side], nextLink);
    if (page.kind !== 'page') {
      deps.log.warn('reconcile.unfinished', { pair: pair.name, side, why: page.kind });
      return undefined;
    }
    for (const job of page.jobs) {
      if (newest === undefined || (job.createdAt !== undefined && job.createdAt > newest)) newest = job.createdAt;
      const key = jobKey(side, job.name);
      const isOver = isTerminal(stringAt(job.properties, 'status') ?? '');
      if (isOver && !isNews(job, watermark, asked) && (await deps.ledger.get(pair.name, key)) === undefined) continue;
      seen.add(key);
      await takeJob(deps, pair, side, job, asked);
    }
    const oldest = page.jobs.at(-1)?.createdAt;
    const below = watermark !== undefined && oldest !== undefined && oldest < plus(watermark, -overlap);
    nextLink = below ? undefined : page.nextLink;
  } while (nextLink !== undefined);
  if (newest !== undefined && newest !== watermark) await deps.ledger.setWatermark(pair.name, side, newest);
  return seen;
}

/** Takes what the service said of a job into its row, with its definition where that is not at hand. */
export async function takeJob(
  deps: Deps,
  pair: PairConfig,
  side: Side,
  job: ArmJob,
  asked: Instant,
): Promise<LedgerJob> {
  const status = stringAt(job.properties, 'status');
  const { job: row } = await deps.ledger.observe(pair.name, {
    side,
    name: job.name,
    at: asked,
    ...(status === undefined ? {} : { status }),
  });
  if (!needsSpec(row)) return row;
  return (await recordJob(deps, pair.name, side, job, asked)) ?? row;
}
