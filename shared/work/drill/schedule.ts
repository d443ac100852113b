import type { PairConfig } from '../../core/config.ts';
import { whyNoDrill } from '../../core/drill/due.ts';
import { readinessForLadder } from '../../core/readiness/readiness.ts';
import type { Orchestrations } from '../../ports.ts';
import type { Deps } from '../deps.ts';
import { startRunFrom } from '../start-run.ts';

/** It is time for a drill of every pair: it begins where nothing speaks against it, and else is left out until next time. */
export async function scheduledDrills(deps: Deps, orchestrations: Orchestrations): Promise<void> {
  for (const pair of deps.config.pairs) await drillPair(deps, orchestrations, pair);
}

async function drillPair(deps: Deps, orchestrations: Orchestrations, pair: PairConfig): Promise<void> {
  const [{ active, claim }, [last], readiness, brake] = await Promise.all([
    deps.pointers.read(pair.name),
    deps.signals.decisions(pair.name, 1),
    deps.readiness.get(pair.name),
    deps.brakes.read(pair.name),
  ]);
  const now = deps.clock.now();
  const why = whyNoDrill({
    windows: deps.config.drill.blockedWindows,
    now,
    // Another drill, too: one at a time.
    openRun: claim === undefined || claim.state === 'ended' ? undefined : claim.order.run,
    paused: brake.paused,
    health: last?.assessment,
    readiness: readinessForLadder(readiness?.row, active.active),
  });
  if (why !== undefined) {
    deps.log.info('drill.left-out', { pair: pair.name, code: why.code });
    const what = `scheduled drill of ${pair.name}`;
    await deps.audit.add({ at: now, who: 'automation', what, outcome: why, pair: pair.name });
    return;
  }
  const reason = { code: 'Scheduled', message: `drill.schedule is ${deps.config.drill.schedule ?? 'not set'}` };
  const order = { pair: pair.name, kind: 'drill', mode: 'forced', reason, by: 'automation' } as const;
  await startRunFrom(deps, orchestrations, order, active.active);
}
