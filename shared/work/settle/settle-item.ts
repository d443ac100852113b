import type { PairConfig } from '../../core/config.ts';
import { jobKey, type PairName, type Side } from '../../core/ids.ts';
import type { Item, ItemState, Run, Settlement } from '../../core/run.ts';
import { isUnderWay, settlementTexts } from '../../core/settlement.ts';
import type { Keep, SettlementCode, Verdict } from '../../core/settlement.ts';
import type { Link } from '../../core/settlement-line.ts';
import type { Reason } from '../../core/reason.ts';
import type { Instant, Millis } from '../../core/time.ts';
import { plus } from '../../core/time.ts';
import type { ArmTrouble, Versioned } from '../../ports.ts';
import type { Deps } from '../deps.ts';
import { isRunOpen } from '../mirror-job.ts';
import { noteEndWanted } from '../note-end-wanted.ts';
import { look } from './look.ts';

export type ItemSettling = {
  readonly pair: PairConfig;
  readonly run: Run;
  readonly keep: Keep;
  readonly line: readonly Link[];
  /** Lets one write to ARM after the other through. */
  readonly pace: () => Promise<void>;
};

/** A cancel that was accepted and has shown nothing is asked for again after as long. */
const askAgainAfter: Millis = 300_000;

/**
 * Judges one origin and its copy, and does what follows. `cut`: somebody does not answer, or a run has begun: no further
 * item is worth a try now.
 */
export async function settleItem(
  deps: Deps,
  settling: ItemSettling,
  found: Versioned<Item>,
): Promise<'settled' | 'open' | 'cut'> {
  const { pair, run, keep, line } = settling;
  const seen = await look(deps, pair, run, found.row, line, keep);
  if (seen.kind === 'trouble') return trouble(deps, found.row, seen.trouble);
  const { verdict } = seen;
  switch (verdict.do) {
    case 'settle':
      return settled(deps, pair.name, found, verdict, seen.status);
    case 'wait':
      if (isUnderWay(found.row.settlement, verdict.code)) return 'open';
      await intend(deps, found, { kind: 'waiting', ...about(verdict.code), since: deps.clock.now() });
      return 'open';
    case 'cancel':
      return cancel(deps, settling, found, verdict);
  }
}

/**
 * Writes the intent down, waits for its turn, judges again by what both are then, and only then asks for the end. That the
 * end has come is for the next look to see.
 */
async function cancel(
  deps: Deps,
  settling: ItemSettling,
  found: Versioned<Item>,
  wanted: Extract<Verdict, { do: 'cancel' }>,
): Promise<'open' | 'cut'> {
  const { pair, run, keep, line, pace } = settling;
  const since = deps.clock.now();
  const intended = await intend(deps, found, {
    kind: 'cancelling',
    which: wanted.which,
    ...about(wanted.code),
    since,
  });
  const intent = intended?.row.settlement;
  if (intended === undefined || intent?.kind !== 'cancelling') return 'open';
  if (intent.askedAt !== undefined && since < plus(intent.askedAt, askAgainAfter)) return 'open';
  await pace();
  const again = await look(deps, pair, run, intended.row, line, keep);
  if (again.kind === 'trouble') return trouble(deps, found.row, again.trouble);
  const { verdict, copy } = again;
  if (verdict.do !== 'cancel' || verdict.which !== wanted.which) return 'open';
  // A person may have begun to undo the failover meanwhile.
  if (await isRunOpen(deps, pair)) return 'cut';
  const job = verdict.which === 'origin' ? { side: run.order.source, name: found.row.originName } : copy;
  if (job === undefined) return 'open';
  await tellOfCancel(deps, pair, found.row, job, intent);
  const answer = await deps.workspaces.cancelJob(pair.workspaces[job.side], job.name);
  switch (answer.kind) {
    case 'accepted':
      await deps.runs.updateItem(
        { ...intended.row, settlement: { ...intent, askedAt: deps.clock.now() } },
        intended.etag,
      );
      return 'open';
    case 'ended':
    case 'absent':
      return 'open';
    case 'throttled':
    case 'unreachable':
    case 'no-token':
    case 'refused':
      return trouble(deps, found.row, answer);
  }
}

/** The end that follows is nobody's failure, so no later run takes the job for a victim of an outage. */
async function tellOfCancel(
  deps: Deps,
  pair: PairConfig,
  item: Item,
  job: { readonly side: Side; readonly name: string },
  intent: Extract<Settlement, { kind: 'cancelling' }>,
): Promise<void> {
  const key = jobKey(job.side, job.name);
  await noteEndWanted(deps, pair.name, job.side, job.name);
  await deps.audit.add({
    at: intent.since,
    who: 'automation',
    what: `cancel ${key} for the item ${item.job} of ${item.run}`,
    outcome: intent.reason,
    pair: pair.name,
  });
  deps.log.info('settle.cancel', { run: item.run, job: item.job, which: intent.which, code: intent.reason.code });
}

function about(code: SettlementCode): { readonly reason: { readonly code: SettlementCode; readonly message: string } } {
  return { reason: { code, message: settlementTexts[code] } };
}

/** Writes down what is meant to happen, unless that stands there already; undefined when somebody else was faster. */
async function intend(
  deps: Deps,
  { row, etag }: Versioned<Item>,
  settlement: Exclude<Settlement, { kind: 'settled' }>,
): Promise<Versioned<Item> | undefined> {
  if (isSame(row.settlement, settlement)) return { row, etag };
  const next = { ...row, settlement };
  const written = await deps.runs.updateItem(next, etag);
  return written.kind === 'lost' ? undefined : { row: next, etag: written.etag };
}

function isSame(one: Settlement | undefined, other: Settlement): boolean {
  if (one?.kind !== other.kind || one.reason.code !== other.reason.code) return false;
  return one.kind !== 'cancelling' || other.kind !== 'cancelling' || one.which === other.which;
}

async function settled(
  deps: Deps,
  pair: PairName,
  { row, etag }: Versioned<Item>,
  { code, superseded }: Extract<Verdict, { do: 'settle' }>,
  status: string,
): Promise<'settled' | 'open'> {
  const { settlement: before } = row;
  const byUs = code === 'OriginEnded' && before?.kind === 'cancelling' && before.which === 'origin';
  const said = about(byUs ? 'OriginCancelled' : code);
  const at = deps.clock.now();
  const next: Item = {
    ...(await withSpec(deps, pair, row)),
    state: superseded ? supersededBy(row.state, said.reason, at) : row.state,
    settlement: { kind: 'settled', ...said, status, at },
  };
  const written = await deps.runs.updateItem(next, etag);
  if (written.kind === 'lost') return 'open';
  deps.log.info('item.settled', { run: row.run, job: row.job, code: said.reason.code, status });
  return 'settled';
}

/** What policy or a person left behind stays left behind, whatever its origin did. */
function supersededBy(state: ItemState, reason: Reason, at: Instant): ItemState {
  if (state.kind !== 'ended' || state.outcome === 'skipped') return state;
  const { targetName } = state;
  return {
    kind: 'ended',
    outcome: 'superseded',
    reasons: [reason],
    at,
    ...(targetName === undefined ? {} : { targetName }),
  };
}

/** An item that was blocked for want of a definition knows it once the source has told it: a retry needs it. */
async function withSpec(deps: Deps, pair: PairName, item: Item): Promise<Item> {
  if (item.spec !== undefined) return item;
  const job = await deps.ledger.get(pair, item.job);
  return job?.spec.kind === 'recorded' ? { ...item, spec: job.spec.hash } : item;
}

function trouble(deps: Deps, item: Item, why: ArmTrouble): 'open' | 'cut' {
  deps.log.warn('settle.later', {
    run: item.run,
    job: item.job,
    why: why.kind,
    code: why.kind === 'throttled' ? 'Throttled' : why.reason.code,
  });
  // A refusal is about this job alone; all else is about everybody's.
  return why.kind === 'refused' ? 'open' : 'cut';
}
