import type { Claim } from '../core/pointer.ts';
import { givenWay } from '../core/proposal.ts';
import type { Deps } from './deps.ts';

/**
 * Closes what was proposed for the pair, now that a run has it. It only makes visible at once what the claim says
 * anyway: if it fails, the next look does it.
 */
export async function giveWay(deps: Deps, claim: Claim): Promise<void> {
  try {
    for (;;) {
      const found = await deps.proposals.latest(claim.pair);
      if (found === undefined) return;
      const proposal = givenWay(found.row.proposal, claim);
      if (proposal === found.row.proposal) return;
      if ((await deps.proposals.update({ ...found.row, proposal }, found.etag)).kind === 'lost') continue;
      deps.log.info('proposal', {
        pair: claim.pair,
        proposal: proposal.id,
        state: proposal.state,
        run: claim.order.run,
      });
      return;
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    deps.log.warn('proposal.not-settled', { pair: claim.pair, run: claim.order.run, message });
  }
}
