import { resubmittedName } from '../../core/ids.ts';
import type { Direction, Judgement } from '../../core/mirror/judge.ts';
import type { Reason } from '../../core/reason.ts';
import type { Item, ItemState, Run } from '../../core/run.ts';
import type { Instant } from '../../core/time.ts';
import { plus } from '../../core/time.ts';
import { readMarker, sameMarker, withMarker } from '../../core/translate/marker.ts';
import type { Marker } from '../../core/translate/marker.ts';
import { resumed } from '../../core/translate/resume.ts';
import type { ArmTrouble, Versioned } from '../../ports.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { pairOf } from '../deps.ts';
import { prepareJob } from '../mirror/direction.ts';
import { holdsFence } from './next-step.ts';

export type ItemResult =
  | { readonly kind: 'settled' }
  | { readonly kind: 'later'; readonly at: Instant }
  | { readonly kind: 'fenced' };

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
  const pair = pairOf(deps, ticket.pair);
  const target = pair.workspaces[run.order.target];
  const attempt = item.state.kind === 'submitting' ? item.state.attempt : 1;
  const targetName =
    item.state.kind === 'submitting'
      ? item.state.targetName
      : resubmittedName(item.originName, run.epoch ?? 0, item.originId, attempt);
  const marker = markerOf(item, run, attempt);

  if (item.state.kind === 'submitting') {
    const looked = await deps.workspaces.getJob(target, targetName);
    if (looked.kind === 'found')
      return settle(deps, found, compared(looked.job.properties, marker, targetName, attempt, deps.clock.now()));
    if (looked.kind !== 'absent') return wait(deps, run, found, looked, targetName);
    // 404 proves nothing: the lost PUT may still be on its way. The same name put again is safe in either case.
  }

  const translated = await translateItem(deps, run, item, ticket, direction);
  if (translated.kind === 'blocked') return settle(deps, found, blocked(translated.reasons, deps.clock.now()));

  const at = deps.clock.now();
  const written = await deps.runs.updateItem(
    { ...item, state: { kind: 'submitting', targetName, attempt, fence: ticket.fence, at } },
    found.etag,
  );
  if (written.kind === 'lost') return { kind: 'later', at };
  const mine: Versioned<Item> = {
    row: { ...item, state: { kind: 'submitting', targetName, attempt, fence: ticket.fence, at } },
    etag: written.etag,
  };
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
      return settle(deps, mine, blocked([put.reason], deps.clock.now()));
    case 'throttled':
    case 'unreachable':
    case 'no-token':
      return wait(deps, run, mine, put, targetName);
  }
}

async function translateItem(
  deps: Deps,
  run: Run,
  item: Item,
  ticket: RunTicket,
  direction: Direction,
): Promise<Judgement> {
  const spec = item.spec === undefined ? undefined : await deps.specs.get(item.spec);
  if (spec === undefined) {
    return {
      kind: 'blocked',
      reasons: [
        {
          code: 'SpecNotRecorded',
          message:
            'its definition is not in the spec container; ask for the job over the queue job-resubmissions when its workspace answers again',
        },
      ],
    };
  }
  const job = { key: item.job, spec, recordedAt: run.order.claimedAt };
  return prepareJob(deps, pairOf(deps, ticket.pair), run.order.source, job, direction);
}

function markerOf(item: Item, run: Run, attempt: number): Marker {
  return { origin: item.originId, root: item.rootId, run: run.order.run, epoch: run.epoch ?? 0, attempt };
}

/** A job of our name is there: ours if it carries our marker, somebody else's otherwise. */
function compared(
  properties: Parameters<typeof readMarker>[0] | null,
  marker: Marker,
  targetName: string,
  attempt: number,
  at: Instant,
): ItemState {
  const found = properties === null ? undefined : readMarker(properties);
  if (found !== undefined && sameMarker(found, marker))
    return { kind: 'submitted', targetName, attempt, how: 'adopted', at };
  const message = `a job named ${targetName} is in the target workspace and is not this run's; ask for the job over the queue job-resubmissions, which gives it another name`;
  return { kind: 'ended', outcome: 'failed', reasons: [{ code: 'NameConflict', message }], targetName, at };
}

function blocked(reasons: readonly [Reason, ...Reason[]], at: Instant): ItemState {
  return { kind: 'ended', outcome: 'blocked', reasons, at };
}

async function settle(deps: Deps, found: Versioned<Item>, state: ItemState): Promise<ItemResult> {
  const written = await deps.runs.updateItem({ ...found.row, state }, found.etag);
  // Another writer was there first; the next wave reads what it wrote.
  if (written.kind === 'lost') return { kind: 'later', at: deps.clock.now() };
  deps.log.info('item.state', {
    run: found.row.run,
    job: found.row.job,
    state: state.kind === 'ended' ? state.outcome : state.kind,
    ...(state.kind === 'ended' && state.outcome !== 'verified'
      ? { reasons: state.reasons.map(({ code }) => code) }
      : {}),
  });
  return { kind: 'settled' };
}

/** ARM says that the name is taken, and does not show the job: its caches have not met yet. */
const notVisible: ArmTrouble = {
  kind: 'unreachable',
  reason: { code: 'JobNotVisible', message: 'a job of that name exists and cannot be read yet' },
};

/** Refusals that are about us or the moment, not about the job: a role that is still spreading, a lock, a conflict. */
const passing = new Set([
  'AuthorizationFailed',
  'LinkedAuthorizationFailed',
  'InvalidAuthenticationToken',
  'ExpiredAuthenticationToken',
  'ScopeLocked',
]);

function mayPass(refusal: Extract<ArmTrouble, { kind: 'refused' }>): boolean {
  return refusal.status === 409 || refusal.status === 423 || passing.has(refusal.reason.code);
}

/** No answer to the question: come back later, until the run's time for resubmitting is over. */
async function wait(
  deps: Deps,
  run: Run,
  found: Versioned<Item>,
  trouble: ArmTrouble,
  targetName: string,
): Promise<ItemResult> {
  const now = deps.clock.now();
  const over = run.plannedAt !== undefined && now > plus(run.plannedAt, deps.config.run.resubmitTimeout);
  if (over) {
    const why =
      trouble.kind === 'throttled'
        ? 'ARM throttled us to the end'
        : `${trouble.reason.code}: ${trouble.reason.message}`;
    const message = `it could not be submitted in time (${why}); look for ${targetName} in the target workspace, and ask for the job over the queue job-resubmissions if it is not there`;
    return settle(deps, found, {
      kind: 'ended',
      outcome: 'failed',
      reasons: [{ code: 'ResubmitTimeout', message }],
      targetName,
      at: now,
    });
  }
  const at = trouble.kind === 'throttled' ? trouble.until : plus(now, deps.config.requeueDelay);
  deps.log.warn('item.later', {
    run: found.row.run,
    job: found.row.job,
    why: trouble.kind,
    code: trouble.kind === 'throttled' ? 'Throttled' : trouble.reason.code,
  });
  return { kind: 'later', at };
}
