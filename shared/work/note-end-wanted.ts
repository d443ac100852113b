import type { PairName, Side } from '../core/ids.ts';
import { jobKey } from '../core/ids.ts';
import { isCancelledByPerson } from '../core/job.ts';
import type { Deps } from './deps.ts';

/**
 * Writes down that we are about to ask for the end of a job: what the service tells of it after that is no person's wish,
 * so that a later run neither takes the job for a victim nor leaves it behind. A person who was first keeps their word.
 */
export async function noteEndWanted(deps: Deps, pair: PairName, side: Side, name: string): Promise<void> {
  const row = await deps.ledger.get(pair, jobKey(side, name));
  if (row === undefined || isCancelledByPerson(row)) return;
  await deps.ledger.observe(pair, { side, name, at: deps.clock.now(), endWanted: true });
}
