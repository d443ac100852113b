import type { Claim } from '../../shared/core/pointer.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { parsePairName } from '../../shared/core/ids.ts';
import { plus } from '../../shared/core/time.ts';

/** What an operator does to start a run: the claim. Claiming again gives the same run while it is open, then none. */
export async function claimRun(deps: Deps): Promise<Claim | undefined> {
  const pair = parsePairName(deps.config.pairs[0]?.name ?? '');
  if (pair === undefined) throw new Error('no pair is configured');
  const now = deps.clock.now();
  const result = await deps.pointers.claim(pair, {
    kind: 'failover',
    mode: 'forced',
    source: 'primary',
    target: 'secondary',
    reason: { code: 'Manual', message: 'crash test' },
    by: 'operator',
    claimedAt: now,
    victimsSince: plus(now, -30 * 60_000),
  });
  return result.kind === 'moved' ? undefined : result.claim;
}
