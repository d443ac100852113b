import { parseResubmittedName, resubmittedName } from '../../core/ids.ts';
import { completedFirst, hasCompleted } from '../../core/items.ts';
import { isTerminal } from '../../core/job.ts';
import type { JsonObject } from '../../core/json.ts';
import { stringAt } from '../../core/json.ts';
import type { Direction } from '../../core/mirror/judge.ts';
import { hasTriedFor } from '../../core/pause.ts';
import type { Item, ItemState, Run } from '../../core/run.ts';
import type { Instant } from '../../core/time.ts';
import { readMarker, sameMarker, withMarker } from '../../core/translate/marker.ts';
import type { Marker } from '../../core/translate/marker.ts';
import { resumed } from '../../core/translate/resume.ts';
import { unanswered } from '../../core/verdict.ts';
import type { ArmTrouble, Versioned } from '../../ports.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { pairOf } from '../deps.ts';
import { mayPass } from '../may-pass.ts';
import { judgeItem } from './judge-item.ts';
import { holdsFence } from './next-step.ts';
import { blocked, comeBack, givesUp, settle, troubleText } from './settle-item.ts';
import type { ItemResult } from './slice.ts';

/**
 * Brings one item as far as it gets: look for a lost PUT, translate, write the name down, PUT, and resolve whatever
 * answer came. An answer that was lost is never guessed at: the item stays `submitting` and the same name is looked up,
 * then put, again.
 */
export async function resubmitItem(
  deps: Deps,
  ticket: RunTicket,
  run: Run,
  found: Versioned<Item>,
  direction: Direction,
): Promise<ItemResult> {
  const { row: item } = found;
  const target = pairOf(deps, ticket.pair).workspaces[run.order.target];
  const chosen = await chooseName(deps, run, item);
  if (chosen.kind === 'adopt') return settle(deps, found, chosen.state);
  if (chosen.kind !== 'name') return wait(deps, run, found, chosen, item.before?.targetName ?? '');
  const { targetName, attempt } = chosen;
  const marker = markerOf(item, run, attempt);
  // A PUT of it may be on its way, and then the name is all that leads to the job.
  const mayCome = item.state.kind === 'submitting' ? targetName : undefined;

  if (item.state.kind === 'submitting') {
    const looked = await deps.workspaces.getJob(target, targetName);
    if (looked.kind === 'found')
      return settle(deps, found, compared(looked.job.properties, marker, targetName, attempt, deps.clock.now()));
    if (looked.kind !== 'absent') return wait(deps, run, found, looked, targetName);
    // 404 proves nothing: the lost PUT may still be on its way. The same name put again is safe in either case.
  }
  // A forced run does not ask the origin, but its word may have come since the plan.
  if (item.state.kind === 'planned') {
    const origin = await deps.ledger.get(ticket.pair, item.job);
    if (origin !== undefined && hasCompleted(origin)) return settle(deps, found, completedFirst(deps.clock.now()));
  }

  const translated = await judgeItem(deps, run, item, direction);
  if (translated.kind === 'blocked') return settle(deps, found, blocked(translated.reasons, deps.clock.now(), mayCome));

  const at = deps.clock.now();
  const submitting: Item = { ...item, state: { kind: 'submitting', targetName, attempt, fence: ticket.fence, at } };
  const written = await deps.runs.updateItem(submitting, found.etag);
  if (written.kind === 'lost') return { kind: 'later', at };
  const mine: Versioned<Item> = { row: submitting, etag: written.etag };
  if (!(await holdsFence(deps, ticket))) return { kind: 'fenced' };

  const put = await deps.workspaces.putJob(target, targetName, withMarker(resumed(translated, marker), marker));
  switch (put.kind) {
    case 'created':
      return settle(deps, mine, { kind: 'submitted', targetName, attempt, how: 'created', at: deps.clock.now() });
    case 'exists': {
      const looked = await deps.workspaces.getJob(target, targetName);
      if (looked.kind === 'found')
        return settle(deps, mine, compared(looked.job.properties, marker, targetName, attempt, deps.clock.now()));
      return wait(deps, run, mine, looked.kind === 'absent' ? notVisible : looked, targetName);
    }
    case 'refused':
      if (mayPass(put)) return wait(deps, run, mine, put, targetName);
      return settle(deps, mine, blocked([put.reason], deps.clock.now(), mayCome));
    case 'throttled':
    case 'unreachable':
    case 'no-token':
      return wait(deps, run, mine, put, targetName);
  }
}

type Choice =
  | { readonly kind: 'name'; readonly targetName: string; readonly attempt: number }
  | { readonly kind: 'adopt'; readonly state: ItemState }
  | ArmTrouble;

/**
 * The name of the copy. Where an earlier run has tried the job before, its copy is looked up first: alive or completed it
 * is the copy, terminal it makes room for the next attempt, and absent its name is still the one to use.
 */
async function chooseName(deps: Deps, run: Run, item: Item): Promise<Choice> {
  const { state, before } = item;
  if (state.kind === 'submitting') return { kind: 'name', targetName: state.targetName, attempt: state.attempt };
  const epoch = run.epoch ?? 0;
  const nameOf = (attempt: number): Choice => ({
    kind: 'name',
    targetName: resubmittedName(stemOf(item), epoch, item.originId, attempt),
    attempt,
  });
  if (before === undefined) return nameOf(1);
  const tried = parseResubmittedName(before.targetName);
  const target = pairOf(deps, run.pair).workspaces[run.order.target];
  const looked = await deps.workspaces.getJob(target, before.targetName);
  if (looked.kind !== 'found' && looked.kind !== 'absent') return looked;
  const isSameEpoch = tried !== undefined && tried.epoch === epoch;
  if (looked.kind === 'absent') return nameOf(isSameEpoch ? tried.attempt : 1);
  const { properties } = looked.job;
  const isOurs = readMarker(properties ?? {})?.origin.toLowerCase() === item.originId.toLowerCase();
  const status = stringAt(properties ?? undefined, 'status') ?? 'Unknown';
  if (isOurs && (!isTerminal(status) || status.toLowerCase() === 'completed')) {
    const attempt = tried?.attempt ?? 1;
    const at = deps.clock.now();
    return { kind: 'adopt', state: { kind: 'submitted', targetName: before.targetName, attempt, how: 'adopted', at } };
  }
  return nameOf(isSameEpoch ? tried.attempt + 1 : 1);
}

/** A copy that moves on is named as its root was: its own name would grow with each move. */
function stemOf({ originName, originId, rootId }: Item): string {
  return originId.toLowerCase() === rootId.toLowerCase()
    ? originName
    : (parseResubmittedName(originName)?.stem ?? originName);
}

function markerOf(item: Item, run: Run, attempt: number): Marker {
  return { origin: item.originId, root: item.rootId, run: run.order.run, epoch: run.epoch ?? 0, attempt };
}

/** A job of our name is there: ours if it carries our marker, of whatever run; somebody else's otherwise. */
function compared(
  properties: JsonObject | null,
  marker: Marker,
  targetName: string,
  attempt: number,
  at: Instant,
): ItemState {
  const found = properties === null ? undefined : readMarker(properties);
  // Origin, epoch and attempt make the name, so an earlier run of the same epoch has made this very copy.
  const ofAnyRun = found?.run === undefined ? marker : { ...marker, run: found.run };
  if (found !== undefined && sameMarker(found, ofAnyRun))
    return { kind: 'submitted', targetName, attempt, how: 'adopted', at };
  const message = `a job named ${targetName} is in the target workspace and is not this run's; ask for the job over the queue job-resubmissions, which gives it another name`;
  return { kind: 'ended', outcome: 'failed', reasons: [{ code: 'NameConflict', message }], targetName, at };
}

/** ARM says that the name is taken, and does not show the job: its caches have not met yet. */
const notVisible: ArmTrouble = {
  kind: 'unreachable',
  reason: { code: 'JobNotVisible', message: 'a job of that name exists and cannot be read yet' },
};

/** No answer to the question: come back later, until its time for being resubmitted is over. */
async function wait(
  deps: Deps,
  run: Run,
  found: Versioned<Item>,
  trouble: ArmTrouble,
  targetName: string,
): Promise<ItemResult> {
  const now = deps.clock.now();
  if (givesUp(run, trouble)) return settle(deps, found, unanswered(targetName, troubleText(trouble), now));
  if (!hasTriedFor(found.row, deps.config.run.resubmitTimeout, now)) return comeBack(deps, found, trouble);
  const message = `it could not be submitted in time (${troubleText(trouble)}); look for ${targetName} in the target workspace, and retry the run`;
  return settle(deps, found, {
    kind: 'ended',
    outcome: 'failed',
    reasons: [{ code: 'ResubmitTimeout', message }],
    targetName,
    at: now,
  });
}
