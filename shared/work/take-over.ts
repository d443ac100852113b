import type { Claim } from '../core/pointer.ts';
import type { PairName, RunId } from '../core/ids.ts';
import type { Orchestrations } from '../ports.ts';
import type { Deps } from './deps.ts';
import { launch } from './start-run.ts';

/**
 * Continues an open run under the next fence: whatever its old instance still does, none of its writes counts any more.
 * `ended`: there is nothing to continue.
 */
export async function takeOver(
  deps: Deps,
  orchestrations: Orchestrations,
  pair: PairName,
  run: RunId,
  by: string,
): Promise<{ readonly kind: 'taken'; readonly claim: Claim } | { readonly kind: 'ended' }> {
  const taken = await deps.pointers.takeOver(pair, run);
  if (taken.kind === 'fenced') return { kind: 'ended' };
  deps.log.warn('run.taken-over', { run, fence: taken.claim.fence, by });
  await deps.audit.add({
    at: deps.clock.now(),
    who: by,
    what: `takeover of ${run}`,
    outcome: { code: 'TakenOver', message: `continues under fence ${taken.claim.fence}` },
    pair,
  });
  await launch(deps, orchestrations, taken.claim);
  return { kind: 'taken', claim: taken.claim };
}
