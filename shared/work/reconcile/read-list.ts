import type { PairConfig } from '../../core/config.ts';
import { isJobName, jobKey, type JobKey, type Side } from '../../core/ids.ts';
import { isTerminal, lacksSpec, type LedgerJob } from '../../core/job.ts';
import { stringAt } from '../../core/json.ts';
import { plus, type Instant, type Millis } from '../../core/time.ts';
import type { ArmJob, Bookmark } from '../../ports.ts';
import type { Deps } from '../deps.ts';
import { takeJob } from './take-job.ts';

/** Jobs created this long before the newest one that was seen may still have been missing from the list then. */
const overlap: Millis = 10 * 60_000;
/** No job lives longer: Azure ML ends each after 21 days, and its quota page speaks of 30 (how-to-manage-quotas, 2026). */
const longestLife: Millis = 60 * 24 * 60 * 60_000;
/** A link that the service does not know any more may be answered as if the service were in trouble. */
const mostFailed = 5;

export type ListEnd =
  | { readonly kind: 'complete' }
  /** The next pass goes on where this one had to end. */
  | { readonly kind: 'time-over' }
  | { readonly kind: 'trouble'; readonly why: string };

export type ListPass = {
  readonly deps: Deps;
  readonly pair: PairConfig;
  readonly side: Side;
  /** Rows of the ledger, live and done. */
  readonly known: ReadonlyMap<JobKey, LedgerJob>;
  readonly stopAt: Instant;
  /** The jobs that the list has shown. */
  readonly seen: Set<JobKey>;
};

/**
 * Pages the jobs list from the newest down to the watermark; at the first pass, without one, jobs that ended before we
 * came are nobody's concern. A workspace may have more history than one pass can read: what an earlier one had to leave is
 * read first, and then what is newer than that.
 */
export async function readList(pass: ListPass): Promise<ListEnd> {
  const { deps, pair, side } = pass;
  const left = await deps.ledger.bookmark(pair.name, side);
  if (left !== undefined) {
    const end = await readFrom(pass, left);
    if (end.kind !== 'complete') return end;
    await deps.ledger.setBookmark(pair.name, side, undefined);
  }
  return readFrom(pass, undefined);
}

async function readFrom(pass: ListPass, from: Bookmark | undefined): Promise<ListEnd> {
  const { deps, pair, side, stopAt } = pass;
  const watermark = await deps.ledger.watermark(pair.name, side);
  let { newest, nextLink }: Partial<Bookmark> = from ?? {};
  const keep = async (failed: number): Promise<void> => {
    if (nextLink === undefined) return;
    const left = { nextLink, failed, ...(newest === undefined ? {} : { newest }) };
    await deps.ledger.setBookmark(pair.name, side, failed < mostFailed ? left : undefined);
  };
  do {
    const asked = deps.clock.now();
    if (asked >= stopAt) {
      await keep(0);
      return { kind: 'time-over' };
    }
    const page = await deps.workspaces.listJobs(pair.workspaces[side], nextLink);
    if (page.kind !== 'page') {
      // A link that is refused has expired, and is no use to the next pass either.
      if (page.kind === 'refused') await deps.ledger.setBookmark(pair.name, side, undefined);
      else await keep(nextLink === from?.nextLink ? (from?.failed ?? 0) + 1 : 0);
      return { kind: 'trouble', why: page.kind };
    }
    for (const job of page.jobs) {
      if (newest === undefined || (job.createdAt !== undefined && job.createdAt > newest)) newest = job.createdAt;
      await takeListed(pass, job, watermark, asked);
    }
    const oldest = page.jobs.at(-1)?.createdAt;
    const end = watermark === undefined ? plus(asked, -longestLife) : plus(watermark, -overlap);
    nextLink = oldest !== undefined && oldest < end ? undefined : page.nextLink;
  } while (nextLink !== undefined);
  if (newest !== undefined && newest !== watermark) await deps.ledger.setWatermark(pair.name, side, newest);
  return { kind: 'complete' };
}

async function takeListed(pass: ListPass, job: ArmJob, watermark: Instant | undefined, asked: Instant): Promise<void> {
  const { deps, pair, side, known, seen } = pass;
  if (!isJobName(job.name)) {
    deps.log.warn('reconcile.odd-name', { pair: pair.name, side, name: job.name });
    return;
  }
  const key = jobKey(side, job.name);
  const row = known.get(key);
  const isOver = isTerminal(stringAt(job.properties, 'status') ?? '');
  if (isOver && row === undefined && !isNews(job, watermark, asked)) return;
  seen.add(key);
  // Of what is over and written down nothing new can be said.
  if (isOver && row?.state === 'done' && !lacksSpec(row) && isTerminal(row.status)) return;
  await takeJob(deps, pair, side, job, asked, row);
}

/**
 * Whether a job may have been created since the last pass. One that was there before, is over and has no row ended
 * before we came, or its tombstone is gone: taken up now, it would seem to have ended just now.
 */
function isNews(job: ArmJob, watermark: Instant | undefined, asked: Instant): boolean {
  if (watermark === undefined || job.createdAt === undefined) return false;
  return job.createdAt > watermark || job.createdAt > plus(asked, -overlap);
}
