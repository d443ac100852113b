import { parseJobKey, requestedName, specHash } from '../core/ids.ts';
import type { SpecHash } from '../core/ids.ts';
import { needsSpec } from '../core/job.ts';
import type { LedgerJob } from '../core/job.ts';
import type { JsonObject } from '../core/json.ts';
import type { Judgement } from '../core/mirror/judge.ts';
import { checkpointOf } from '../core/mirror/roots.ts';
import { capped, type Reason } from '../core/reason.ts';
import { parseResubmission } from '../core/request-message.ts';
import type { RequestOutcome, RequestRecord, ResubmissionRequest } from '../core/request.ts';
import type { PairConfig } from '../core/config.ts';
import { readMarker, sameMarker, withMarker } from '../core/translate/marker.ts';
import type { Marker } from '../core/translate/marker.ts';
import { resumed } from '../core/translate/resume.ts';
import { translate } from '../core/translate/translate.ts';
import { plus } from '../core/time.ts';
import { jobId } from '../core/workspace.ts';
import type { ArmTrouble, Versioned } from '../ports.ts';
import { announce } from './announce.ts';
import { switches } from '../core/pointer.ts';
import type { Deps } from './deps.ts';
import { findPair, mappingTo } from './deps.ts';
import { mayPass } from './may-pass.ts';
import { knownDirection, prepareJob } from './mirror/direction.ts';

export type RequestResult =
  | { readonly kind: 'done'; readonly record: RequestRecord }
  /** It was put back and comes again; that never counts as a failure. */
  | { readonly kind: 'later'; readonly reason: Reason }
  /** It can never be handled: it belongs into the poison queue. Why is recorded. */
  | { readonly kind: 'poison'; readonly reasons: readonly [Reason, ...Reason[]] };

/** Handles one delivery of one message of `job-resubmissions`. Any number of deliveries of it creates one job. */
export async function handleResubmission(deps: Deps, text: string, sender: string): Promise<RequestResult> {
  const parsed = parseResubmission(text);
  if (parsed.kind === 'malformed') {
    const [first, ...rest] = parsed.reasons;
    return poison(deps, sender, `message ${parsed.requestId ?? '(no requestId)'}`, [first, ...rest]);
  }
  const { request, bodyHash } = parsed;
  const pair = findPair(deps.config, request.pair);
  if (pair === undefined) {
    const message = `the pair ${request.pair} is not configured; there are ${deps.config.pairs.map(({ name }) => name).join(', ')}`;
    return poison(deps, sender, `message ${request.requestId}`, [{ code: 'PairNotFound', message }]);
  }
  const pinned =
    (await deps.requests.get(request.pair, request.requestId)) ?? (await pin(deps, pair, request, bodyHash, sender));
  if ('kind' in pinned)
    return pinned.kind === 'later'
      ? putBack(deps, text, pinned.reason)
      : poison(deps, sender, `message ${request.requestId}`, [pinned.reason], pair);
  const { row } = pinned;
  if (row.bodyHash !== bodyHash) {
    const message = `the requestId ${request.requestId} was used before for another body; a new request needs a new id`;
    return poison(deps, sender, `message ${request.requestId}`, [{ code: 'RequestIdReused', message }], pair);
  }
  return ended(row) ?? submit(deps, pair, pinned, text);
}

/** What a delivery before this one has come to; undefined while it is open. */
function ended(record: RequestRecord): RequestResult | undefined {
  if (record.outcome.kind === 'created') return { kind: 'done', record };
  return record.outcome.kind === 'refused' ? { kind: 'poison', reasons: record.outcome.reasons } : undefined;
}

type NotPinned = { readonly kind: 'later' | 'refused'; readonly reason: Reason };

/** Fixes workspace and name for good. Whoever redelivers the request finds them fixed. */
async function pin(
  deps: Deps,
  pair: PairConfig,
  request: ResubmissionRequest,
  bodyHash: SpecHash,
  sender: string,
): Promise<Versioned<RequestRecord> | NotPinned> {
  const job = await deps.ledger.get(pair.name, request.job);
  if (job === undefined) {
    return {
      kind: 'refused',
      reason: { code: 'JobNotFound', message: `the ledger of ${pair.name} has no job ${request.job}` },
    };
  }
  if (needsSpec(job)) {
    return { kind: 'later', reason: { code: 'SpecNotRecorded', message: 'its definition is still being fetched' } };
  }
  const { active, claim } = await deps.pointers.read(pair.name);
  const switching =
    claim !== undefined && claim.state === 'open' && switches(claim.order.kind) && active.run !== claim.order.run;
  if (request.target === 'active' && switching) {
    return {
      kind: 'later',
      reason: { code: 'Switching', message: `${claim.order.run} is about to switch the active workspace` },
    };
  }
  return deps.requests.pin({
    pair: pair.name,
    requestId: request.requestId,
    bodyHash,
    job: job.key,
    target: request.target === 'active' ? active.active : request.target,
    targetName: requestedName(job.name, request.requestId),
    sender,
    reason: request.reason,
    pinnedAt: deps.clock.now(),
    outcome: { kind: 'pinned' },
  });
}

async function submit(
  deps: Deps,
  pair: PairConfig,
  pinned: Versioned<RequestRecord>,
  text: string,
): Promise<RequestResult> {
  const { row: record } = pinned;
  // A job may be there that nobody heard of. It is looked for before anything is judged, whatever has become of it since.
  if (record.putAt !== undefined) {
    const looked = await lookFor(deps, pair, pinned, text);
    if (looked !== 'absent') return looked;
  }
  const job = await deps.ledger.get(pair.name, record.job);
  const spec = job?.spec.kind === 'recorded' ? await deps.specs.get(job.spec.hash) : undefined;
  if (job === undefined || spec === undefined) {
    return end(
      deps,
      pinned,
      refused([{ code: 'SpecNotRecorded', message: `the definition of ${record.job} is not recorded` }]),
    );
  }
  const source = pair.workspaces[job.side];
  const target = pair.workspaces[record.target];
  const translated = await prepare(deps, pair, job, spec, record);
  if (translated.kind === 'blocked') return end(deps, pinned, refused(translated.reasons));
  const marked = await mark(deps, pinned);
  const before = ended(marked.row);
  if (before !== undefined) return before;
  const marker = markerOf(job, jobId(source, job.name), record.requestId);
  const put = await deps.workspaces.putJob(target, record.targetName, withMarker(resumed(translated, marker), marker));
  if (put.kind === 'created') return end(deps, marked, { kind: 'created', how: 'created' });
  if (put.kind === 'refused')
    return mayPass(put) && !isOver(deps, marked.row)
      ? putBack(deps, text, put.reason)
      : end(deps, marked, refused([put.reason]));
  if (put.kind !== 'exists') return putBack(deps, text, reasonOf(put));
  const looked = await lookFor(deps, pair, marked, text);
  return looked === 'absent'
    ? putBack(deps, text, { code: 'JobNotVisible', message: 'the job was created and cannot be read yet' })
    : looked;
}

/** Notes that a PUT is about to be sent. Of many deliveries at once each finds the note, and puts the same name. */
async function mark(deps: Deps, pinned: Versioned<RequestRecord>): Promise<Versioned<RequestRecord>> {
  const { row: record, etag } = pinned;
  if (record.putAt !== undefined) return pinned;
  await deps.requests.update({ ...record, putAt: deps.clock.now() }, etag);
  return (await deps.requests.get(record.pair, record.requestId)) ?? pinned;
}

/** What is refused for a reason that may pass is tried for as long as a run would. */
function isOver(deps: Deps, { putAt, pinnedAt }: RequestRecord): boolean {
  return deps.clock.now() >= plus(putAt ?? pinnedAt, deps.config.run.resubmitTimeout);
}

/** Looks under the request's name. What is there is its job, or a stranger's; only `absent` leaves anything to do. */
async function lookFor(
  deps: Deps,
  pair: PairConfig,
  pinned: Versioned<RequestRecord>,
  text: string,
): Promise<RequestResult | 'absent'> {
  const { row: record } = pinned;
  const target = pair.workspaces[record.target];
  const looked = await deps.workspaces.getJob(target, record.targetName);
  if (looked.kind === 'absent') return 'absent';
  if (looked.kind !== 'found') return putBack(deps, text, reasonOf(looked));
  if (isOf(record, pair, looked.job.properties)) return end(deps, pinned, { kind: 'created', how: 'adopted' });
  const message = `a job named ${record.targetName} is in ${target.name} and is not this request's`;
  return end(deps, pinned, refused([{ code: 'NameConflict', message }]));
}

/** The request's id and its origin tell its job. The ledger's row of the origin may have gone since. */
function isOf({ job, requestId }: RequestRecord, pair: PairConfig, properties: JsonObject | null): boolean {
  const found = properties === null ? undefined : readMarker(properties);
  const named = parseJobKey(job);
  if (found === undefined || named === undefined) return false;
  const origin = jobId(pair.workspaces[named.side], named.name);
  return sameMarker(found, { origin, root: found.root, attempt: 1, requestId });
}

/** To the other workspace by what the mirror has made present there; within its own workspace a job stays as it is. */
async function prepare(
  deps: Deps,
  pair: PairConfig,
  job: LedgerJob,
  spec: JsonObject,
  { target: to }: RequestRecord,
): Promise<Judgement> {
  if (to !== job.side) {
    const direction = await knownDirection(deps, pair, job.side);
    const recordedAt = job.spec.kind === 'recorded' ? job.spec.at : deps.clock.now();
    return prepareJob(deps, pair, job.side, { key: job.key, spec, recordedAt }, direction);
  }
  const workspace = pair.workspaces[job.side];
  const kept = translate({ spec, source: workspace, target: workspace, mapping: mappingTo(pair, job.side) });
  if (kept.kind === 'blocked') return kept;
  const checkpoint = checkpointOf(spec);
  return { kind: 'translated', spec: kept.spec, ...(checkpoint === undefined ? {} : { checkpoint }) };
}

function markerOf(job: LedgerJob, originId: string, requestId: string): Marker {
  return { origin: originId, root: job.lineage?.root ?? originId, attempt: 1, requestId };
}

type FinalOutcome = Exclude<RequestOutcome, { kind: 'pinned' }>;

function refused(reasons: readonly [Reason, ...Reason[]]): FinalOutcome {
  return { kind: 'refused', reasons: capped(reasons) };
}

async function end(deps: Deps, pinned: Versioned<RequestRecord>, outcome: FinalOutcome): Promise<RequestResult> {
  const record: RequestRecord = { ...pinned.row, outcome };
  const written = await deps.requests.update(record, pinned.etag);
  deps.log.info('request.ended', {
    pair: record.pair,
    requestId: record.requestId,
    outcome: outcome.kind,
    targetName: record.targetName,
  });
  if (written === 'written' && outcome.kind === 'created') {
    await announce(deps, {
      type: 'JobsResubmitted',
      pair: record.pair,
      about: `/requests/${record.requestId}`,
      id: `${record.pair}-request-${specHash(record.requestId)}`,
      at: deps.clock.now(),
      data: {
        requestId: record.requestId,
        job: record.job,
        target: record.target,
        targetName: record.targetName,
      },
    });
  }
  return outcome.kind === 'created' ? { kind: 'done', record } : { kind: 'poison', reasons: outcome.reasons };
}

async function putBack(deps: Deps, text: string, reason: Reason): Promise<RequestResult> {
  deps.log.info('request.later', { code: reason.code, message: reason.message });
  await deps.queues.requeueResubmission(text, deps.config.requeueDelay);
  return { kind: 'later', reason };
}

async function poison(
  deps: Deps,
  sender: string,
  what: string,
  reasons: readonly [Reason, ...Reason[]],
  pair?: PairConfig,
): Promise<RequestResult> {
  deps.log.error('request.refused', { what, reasons: reasons.map(({ code, message }) => `${code}: ${message}`) });
  await deps.audit.add({
    at: deps.clock.now(),
    who: sender,
    what,
    outcome: reasons[0],
    ...(pair === undefined ? {} : { pair: pair.name }),
  });
  return { kind: 'poison', reasons };
}

function reasonOf(trouble: ArmTrouble): Reason {
  return trouble.kind === 'throttled' ? { code: 'Throttled', message: 'ARM throttled us' } : trouble.reason;
}
