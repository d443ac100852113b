import { stringAt } from '../../core/json.ts';
import type { JsonObject } from '../../core/json.ts';
import { hasTriedFor } from '../../core/pause.ts';
import type { Item, ItemState, Run } from '../../core/run.ts';
import type { Slice } from '../../core/slices.ts';
import type { Instant } from '../../core/time.ts';
import { readMarker } from '../../core/translate/marker.ts';
import { absent, afterRecall, unanswered, verdict } from '../../core/verdict.ts';
import type { Versioned } from '../../ports.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { pairOf } from '../deps.ts';
import { holdsFence } from './next-step.ts';
import { comeBack, givesUp, settle, stays, troubleText } from './settle-item.ts';
import { itemsIn, runOf, workThrough } from './slice.ts';
import type { ItemResult, SliceResult } from './slice.ts';

/** Looks at the submitted jobs of one range of ranks in the target workspace; what is not beyond NotStarted stays open. */
export async function verifySlice(deps: Deps, ticket: RunTicket, slice: Slice): Promise<SliceResult> {
  const run = await runOf(deps, ticket);
  if (run === undefined) return { kind: 'fenced' };
  const items = await itemsIn(deps, run, slice, ['toVerify']);
  // Nearly all of it is reading, which has a budget of its own.
  return workThrough(deps, ticket, items, (item) => verifyItem(deps, ticket, run, item), Number.POSITIVE_INFINITY);
}

async function verifyItem(deps: Deps, ticket: RunTicket, run: Run, found: Versioned<Item>): Promise<ItemResult> {
  const { row: item } = found;
  if (item.state.kind !== 'submitted' && item.state.kind !== 'recalling') return { kind: 'settled' };
  const target = pairOf(deps, ticket.pair).workspaces[run.order.target];
  const { targetName } = item.state;
  const answer = await deps.workspaces.getJob(target, targetName);
  const now = deps.clock.now();
  if (answer.kind !== 'found' && answer.kind !== 'absent') {
    // It may pass until the next look. But no run waits for ever, and a cancelled one not at all.
    const isOver = givesUp(run, answer) || hasTriedFor(item, deps.config.run.notStartedTimeout, now);
    return isOver
      ? settle(deps, found, unanswered(targetName, troubleText(answer), now))
      : comeBack(deps, found, answer);
  }
  const properties = answer.kind === 'absent' ? undefined : (answer.job.properties ?? {});
  if (properties !== undefined && !isOurs(properties, item)) return settle(deps, found, notOurs(targetName, now));
  const status = properties === undefined ? absent : (stringAt(properties, 'status') ?? 'Unknown');
  const state =
    verdict(item, status, now, deps.config.run) ?? afterRecall(item, status, ticket.fence, now, deps.config.run);
  if (state !== undefined) return settle(deps, found, state);
  return item.state.kind === 'recalling' && status.toLowerCase() !== 'cancelrequested'
    ? recall(deps, ticket, run, found, item.state)
    : stays(deps, found);
}

/** Asks a copy that never came to life to end, also one that is not found. Only a GET that shows its end makes room for the next. */
async function recall(
  deps: Deps,
  ticket: RunTicket,
  run: Run,
  found: Versioned<Item>,
  state: Extract<ItemState, { kind: 'recalling' }>,
): Promise<ItemResult> {
  if (!(await holdsFence(deps, ticket))) return { kind: 'fenced' };
  const target = pairOf(deps, ticket.pair).workspaces[run.order.target];
  const answer = await deps.workspaces.cancelJob(target, state.targetName);
  switch (answer.kind) {
    case 'accepted':
    case 'ended':
      return settle(deps, found, { ...state, askedAt: deps.clock.now(), answer: answer.kind });
    // Gone, if the next look says so as well.
    case 'absent':
      return settle(deps, found, { ...state, answer: answer.kind });
    case 'throttled':
    case 'unreachable':
    case 'no-token':
    case 'refused':
      return comeBack(deps, found, answer);
  }
}

/** Only a job that carries our marker proves anything about the origin. */
function isOurs(properties: JsonObject, item: Item): boolean {
  return readMarker(properties)?.origin.toLowerCase() === item.originId.toLowerCase();
}

function notOurs(targetName: string, at: Instant): ItemState {
  const message = `the job ${targetName} in the target workspace is not the one that this run submitted; somebody deleted and made it anew`;
  return { kind: 'ended', outcome: 'failed', reasons: [{ code: 'NameConflict', message }], targetName, at };
}
