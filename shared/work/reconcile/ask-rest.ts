import pLimit from 'p-limit';
import type { PairConfig } from '../../core/config.ts';
import type { Side } from '../../core/ids.ts';
import { isDenied, isTerminal, type LedgerJob } from '../../core/job.ts';
import type { Instant } from '../../core/time.ts';
import type { Deps } from '../deps.ts';
import { createPace } from '../pace.ts';
import { startingAnywhere } from '../starting-anywhere.ts';
import { takeJob } from './take-job.ts';

const readsAtOnce = 8;
/**
 * ARM lets one principal make 250 reads at once and 25 a second after that (request-limits-and-throttling, 2024). A pass
 * leaves room for the other workspace's, the mirror's and the probes.
 */
const freely = 60;
const restEvery = 125;

/** Rows whose jobs may have changed without our hearing of it: the live ones, and those that the service has denied. */
export function isOpenQuestion(job: LedgerJob): boolean {
  return job.state === 'live' || (!isTerminal(job.status) && isDenied(job));
}

/**
 * Asks for each of the rows by itself, as many as there is time for.
 * @returns why not all of them were answered; undefined when they were.
 */
export async function askRest(
  deps: Deps,
  pair: PairConfig,
  side: Side,
  rows: readonly LedgerJob[],
  stopAt: Instant,
): Promise<string | undefined> {
  const limit = pLimit(readsAtOnce);
  const paced = createPace(restEvery);
  const workspace = pair.workspaces[side];
  let [begun, trouble]: [number, string | undefined] = [0, undefined];
  await Promise.all(
    startingAnywhere(rows, deps.clock.now()).map((row) =>
      limit(async () => {
        if ((begun += 1) > freely && trouble === undefined) await paced();
        const asked = deps.clock.now();
        if (asked >= stopAt) trouble ??= 'its time was over';
        if (trouble !== undefined) return;
        const answer = await deps.workspaces.getJob(workspace, row.name);
        if (answer.kind === 'found') await takeJob(deps, pair, side, answer.job, asked, row);
        else if (answer.kind !== 'absent') trouble ??= answer.kind;
        // Said once is enough: else its tombstone would never be old enough to go.
        else if (!isDenied(row))
          await deps.ledger.recordSpec(pair.name, row.key, { spec: { kind: 'gone' }, at: asked });
      }),
    ),
  );
  return trouble;
}
