import type { PairConfig } from '../core/config.ts';
import { asItStands } from '../core/item-trouble.ts';
import { countItems } from '../core/items.ts';
import { unsettledRuns } from '../core/quarantine.ts';
import type { Run } from '../core/run.ts';
import { keepOf, settleFrom } from '../core/settlement-due.ts';
import type { ProbeSignal, Signal } from '../core/signal.ts';
import type { Instant } from '../core/time.ts';
import { plus } from '../core/time.ts';
import type { Deps } from './deps.ts';
import { isRunOpen } from './mirror-job.ts';
import { addLateItems } from './settle/late-items.ts';
import { settleItems } from './settle/settle-items.ts';
import { changeSettling } from './settle/settling.ts';
import { halfWay, reconcileList } from './reconcile/side.ts';

/** An invocation ends itself well before the platform would end it; the timer comes again. */
const settleTime = 50_000;

/**
 * Looks at the originals of every run whose source answers again, and brings each of them and its copy to where only one
 * lives on (invariant 9). Repeated, it does what is still to be done, and in the end nothing.
 */
export async function settle(deps: Deps): Promise<void> {
  const stopAt = plus(deps.clock.now(), settleTime);
  for (const pair of deps.config.pairs) await settlePair(deps, pair, stopAt);
}

async function settlePair(deps: Deps, pair: PairConfig, stopAt: Instant): Promise<void> {
  const runs = await deps.runs.listRuns(pair.name);
  const open = unsettledRuns(runs);
  // ARM's writes, and the judgement of who lives on, belong to the run while one is open.
  if (open.length === 0 || (await isRunOpen(deps, pair))) return;
  const signals = await deps.signals.list(pair.name, plus(deps.clock.now(), -deps.config.health.maxEvidenceAge));
  for (const run of open) {
    const { source } = run.order;
    const keep = keepOf(run, runs);
    const probe = signals.find((signal): signal is ProbeSignal => isControlPlane(signal) && signal.side === source);
    const now = deps.clock.now();
    const from = settleFrom(run, keep, probe, pair.policy, now);
    if (from === undefined || now < from) continue;
    if (run.sourceReconciledAt === undefined) await reconcileSource(deps, pair, run, stopAt);
    const result = await settleItems(deps, { pair, run, runs, keep, stopAt });
    await noteProgress(deps, run);
    if (result !== 'over') return;
  }
}

function isControlPlane(signal: Signal): boolean {
  return signal.source === 'probe' && signal.subject === 'control-plane';
}

/** Reads the list of the source once since it answers: what nobody knew of when the run was made becomes an item. */
async function reconcileSource(deps: Deps, pair: PairConfig, run: Run, stopAt: Instant): Promise<void> {
  // Half of the time is the items', however long the list is; each of their originals is looked at by itself.
  if (!(await reconcileList(deps, pair, run.order.source, halfWay(deps.clock.now(), stopAt)))) return;
  await addLateItems(deps, pair, run);
  const at = deps.clock.now();
  await changeSettling(deps, run, (row) => ({ ...row, sourceReconciledAt: row.sourceReconciledAt ?? at }));
}

async function noteProgress(deps: Deps, run: Run): Promise<void> {
  const fresh = (await deps.runs.getRun(run.order.run))?.row ?? run;
  const items = (await deps.runs.items(run.order.run)).map((found) => asItStands(found, fresh));
  const unsettled = items.filter(({ settlement }) => settlement?.kind !== 'settled').length;
  const now = deps.clock.now();
  const after = await changeSettling(deps, run, (row) => ({
    ...row,
    counts: countItems(items),
    unsettled,
    ...(unsettled === 0 && row.sourceReconciledAt !== undefined ? { settledAt: row.settledAt ?? now } : {}),
  }));
  if (after?.settledAt !== undefined) deps.log.info('run.settled', { run: run.order.run, items: items.length });
}
