import type { PairConfig } from '../core/config.ts';
import { reasonsAgainst } from '../core/start-check.ts';
import type { Orchestrations } from '../ports.ts';
import type { Deps } from './deps.ts';
import { isRunOpen } from './mirror-job.ts';
import { settle } from './settle.ts';
import { startRunFrom } from './start-run.ts';
import { lookAtPair } from './start-view.ts';

/** What the timer `settle` does: settle what was left behind, and then, where policy says so, go back to it. */
export async function comeHome(deps: Deps, orchestrations: Orchestrations): Promise<void> {
  await settle(deps);
  for (const pair of deps.config.pairs) await leadHome(deps, orchestrations, pair);
}

/**
 * Where policy says so, automation leads the jobs home once nothing stands in the way of it: as a planned run, under the
 * conditions of one that a person asks for, none of which it takes upon itself. Everywhere else it is for a person.
 */
async function leadHome(deps: Deps, orchestrations: Orchestrations, pair: PairConfig): Promise<void> {
  if (pair.policy.failback !== 'automatic' || pair.policy.mode !== 'automatic') return;
  const [{ active }, { paused }] = await Promise.all([deps.pointers.read(pair.name), deps.brakes.read(pair.name)]);
  if (active.active === 'primary' || paused !== undefined || (await isRunOpen(deps, pair))) return;
  const view = await lookAtPair(deps, pair, active.active);
  if (reasonsAgainst({ kind: 'failback', mode: 'planned' }, view).length > 0) return;
  const message = `${pair.workspaces.primary.name} is well again, all that ran there is settled, and policy.failback says automatic`;
  await startRunFrom(
    deps,
    orchestrations,
    {
      ...{ pair: pair.name, kind: 'failback', mode: 'planned', by: 'automation' },
      reason: { code: 'PrimaryIsBack', message },
    },
    'secondary',
  );
}
