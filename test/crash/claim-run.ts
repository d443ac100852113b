import type { Claim, RunOrder } from '../../shared/core/pointer.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { otherSide, parsePairName } from '../../shared/core/ids.ts';
import { plus } from '../../shared/core/time.ts';

/** What makes one kind of move different from another. */
export type Move = Pick<RunOrder, 'kind' | 'mode' | 'source'>;
const forced: Move = { kind: 'failover', mode: 'forced', source: 'primary' };

/** What an operator does to start a run: the claim. Claiming again gives the same run while it is open, then none. */
export async function claimRun(deps: Deps, move: Move = forced): Promise<Claim | undefined> {
  const pair = parsePairName(deps.config.pairs[0]?.name ?? '');
  if (pair === undefined) throw new Error('no pair is configured');
  const { claim } = await deps.pointers.read(pair);
  if (claim !== undefined) return claim.state === 'ended' ? undefined : claim;
  const now = deps.clock.now();
  const result = await deps.pointers.claim(pair, {
    ...move,
    target: otherSide(move.source),
    reason: { code: 'Manual', message: 'crash test' },
    by: 'operator',
    claimedAt: now,
    victimsSince: plus(now, move.mode === 'forced' ? -30 * 60_000 : 0),
  });
  return result.kind === 'moved' ? undefined : result.claim;
}
