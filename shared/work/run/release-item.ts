import { stringAt } from '../../core/json.ts';
import type { Direction } from '../../core/mirror/judge.ts';
import { hasTriedFor } from '../../core/pause.ts';
import {
  endAccepted,
  hasHadItsTime,
  notTerminal,
  nowhereToGo,
  releaseStep,
  type ReleaseStep,
} from '../../core/release.ts';
import type { Item, ItemState, Run } from '../../core/run.ts';
import { mayGoHome } from '../../core/undo.ts';
import type { ArmTrouble, Versioned } from '../../ports.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { pairOf } from '../deps.ts';
import { noteEndWanted } from '../note-end-wanted.ts';
import { judgeItem } from './judge-item.ts';
import { holdsFence } from './next-step.ts';
import { blocked, comeBack, settle, stays, troubleText } from './settle-item.ts';
import type { ItemResult } from './slice.ts';
import { lookHome } from './undo-item.ts';

/**
 * Brings the origin of one item nearer to its end: judge, look, write the intent down, ask, and look again another time.
 * A job that could not be submitted is never asked to end.
 */
export async function releaseItem(
  deps: Deps,
  ticket: RunTicket,
  run: Run,
  found: Versioned<Item>,
  direction: Direction,
): Promise<ItemResult> {
  const { row: item } = found;
  const source = pairOf(deps, ticket.pair).workspaces[run.order.source];
  const home = await lookHome(deps, run, item);
  if (home?.kind === 'trouble') return giveUpOr(deps, run, found, home.trouble);
  if (home?.kind === 'step') return carryOut(deps, ticket, run, found, home.step, home.status);
  if (item.state.kind === 'planned') {
    const judged = await judgeItem(deps, run, item, direction);
    if (judged.kind === 'blocked') return settle(deps, found, blocked(judged.reasons, deps.clock.now()));
  }
  const looked = await deps.workspaces.getJob(source, item.originName);
  if (looked.kind !== 'found' && looked.kind !== 'absent') return giveUpOr(deps, run, found, looked);
  const status =
    looked.kind === 'absent' ? undefined : (stringAt(looked.job.properties ?? undefined, 'status') ?? 'Unknown');
  const step = releaseStep(item, status, run.order, deps.clock.now());
  return carryOut(deps, ticket, run, found, step, status);
}

async function carryOut(
  deps: Deps,
  ticket: RunTicket,
  run: Run,
  found: Versioned<Item>,
  step: ReleaseStep,
  status: string | undefined,
): Promise<ItemResult> {
  const { row: item } = found;
  const now = deps.clock.now();
  const { releaseTimeout } = deps.config.run;
  switch (step.do) {
    case 'write':
      return settle(deps, found, step.state);
    case 'wait':
      if (hasHadItsTime(item, 'wait', releaseTimeout, now)) return giveUp(deps, run, found, `it is ${status}`);
      return item.state.kind === 'releasing'
        ? stays(deps, found)
        : settle(deps, found, { kind: 'releasing', since: now });
    case 'ask':
      return hasHadItsTime(item, 'ask', releaseTimeout, now)
        ? giveUp(deps, run, found, `it is still ${status}`)
        : ask(deps, ticket, run, found);
  }
}

/** The intent is written before the cancel is sent: whoever comes after us knows that the end of the job is our doing. */
async function ask(deps: Deps, ticket: RunTicket, run: Run, { row: item, etag }: Versioned<Item>): Promise<ItemResult> {
  const now = deps.clock.now();
  const state: ItemState = item.state.kind === 'releasing' ? item.state : { kind: 'releasing', since: now };
  const wanted: Item = { ...item, askedToEnd: item.askedToEnd ?? now, state };
  const written = await deps.runs.updateItem(wanted, etag);
  if (written.kind === 'lost') return { kind: 'later', at: now };
  if (!(await holdsFence(deps, ticket))) return { kind: 'fenced' };
  await noteEndWanted(deps, ticket.pair, run.order.source, item.originName);
  const source = pairOf(deps, ticket.pair).workspaces[run.order.source];
  const answer = await deps.workspaces.cancelJob(source, item.originName);
  switch (answer.kind) {
    case 'accepted':
    case 'ended':
    // A GET tells what became of it.
    case 'absent':
      return settle(deps, { row: wanted, etag: written.etag }, endAccepted(item, deps.clock.now()));
    case 'throttled':
    case 'unreachable':
    case 'no-token':
    case 'refused':
      return giveUpOr(deps, run, { row: wanted, etag: written.etag }, answer);
  }
}

/** Its new workspace does not answer, so nothing is asked of the old one, for as long as an origin would be waited for. */
export async function waitForTarget(deps: Deps, found: Versioned<Item>, trouble: ArmTrouble): Promise<ItemResult> {
  const now = deps.clock.now();
  return hasTriedFor(found.row, deps.config.run.releaseTimeout, now)
    ? settle(deps, found, nowhereToGo(found.row, troubleText(trouble), now))
    : comeBack(deps, found, trouble);
}

/** No answer is no sign of life, and none of death: it is asked for as long as an origin would be waited for. */
async function giveUpOr(deps: Deps, run: Run, found: Versioned<Item>, trouble: ArmTrouble): Promise<ItemResult> {
  const now = deps.clock.now();
  return hasTriedFor(found.row, deps.config.run.releaseTimeout, now)
    ? giveUp(deps, run, found, troubleText(trouble))
    : comeBack(deps, found, trouble);
}

function giveUp(deps: Deps, run: Run, found: Versioned<Item>, why: string): Promise<ItemResult> {
  return settle(deps, found, notTerminal(why, deps.clock.now(), mayGoHome(run, found.row)));
}
