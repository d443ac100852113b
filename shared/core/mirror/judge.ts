import type { Stores } from '../asset.ts';
import type { Disposition } from '../disposition.ts';
import { shortHash } from '../ids.ts';
import { canonicalJson, type Json, type JsonObject } from '../json.ts';
import { capped, type Reason } from '../reason.ts';
import type { Instant } from '../time.ts';
import type { Mapping } from '../translate/mapping.ts';
import type { Move } from '../translate/move.ts';
import type { OutputDefault } from '../translate/outputs.ts';
import { checkpointIn, checkpointPath, checkpointSpec } from '../translate/resume.ts';
import { translate } from '../translate/translate.ts';
import type { WorkspaceRef } from '../workspace.ts';
import { checkStandby } from './checks.ts';
import type { WorkspaceFacts } from './facts.ts';
import { knownFailures, type Root } from './plan.ts';
import type { MirrorConfig } from './policy.ts';
import { assetMapOf, checkpointOf, type JobToMirror } from './roots.ts';
import type { Way } from './route.ts';
import type { MirrorKey, MirrorRow } from './row.ts';
import { sharedOutputs } from './shared-outputs.ts';

/** From one workspace of a pair to the other, with all that is known of both. */
export type Direction = {
  readonly source: WorkspaceRef;
  readonly target: WorkspaceRef;
  readonly mapping: Mapping;
  readonly policy: MirrorConfig;
  /** What becomes of outputs with a fixed path, where a job does not say it. */
  readonly outputs: OutputDefault;
  readonly facts: { readonly source?: WorkspaceFacts; readonly target?: WorkspaceFacts };
};

/** The job as it would be submitted to the target, or every reason why it would not. */
export type Judgement =
  | { readonly kind: 'translated'; readonly spec: JsonObject; readonly checkpoint?: string }
  | { readonly kind: 'blocked'; readonly reasons: readonly [Reason, ...Reason[]] };

/**
 * Judges a job by what has been written down, and by nothing else: a mirror pass comes to its disposition in this way,
 * and a run to what it submits, so that both say the same.
 */
export function judgeJob(
  { spec, recordedAt }: Pick<JobToMirror, 'spec' | 'recordedAt'>,
  roots: readonly Root[],
  rows: ReadonlyMap<MirrorKey, MirrorRow>,
  direction: Direction,
): Judgement {
  const input = { ...inputOf(direction), assetMap: assetMapOf(rows.values()) };
  const job = translate({ ...input, spec, sourceComputes: computesSince(recordedAt, direction.facts.source) });
  const uri = checkpointOf(spec);
  const checkpoint = uri === undefined ? undefined : translate({ ...input, spec: checkpointSpec(uri) });
  const { mapping, target, facts } = direction;
  const way = wayOf(direction);
  const failures = way === undefined ? [] : knownFailures({ roots, rows, way });
  const reasons = merge(failures, [
    ...(job.kind === 'blocked' ? job.reasons : []),
    ...sharedOutputs(spec, roots, rows, direction.outputs),
    ...(checkpoint?.kind === 'blocked'
      ? checkpoint.reasons.map((reason) => ({ ...reason, path: checkpointPath }))
      : []),
    ...(facts.target === undefined ? [] : checkStandby(job.dependencies, target, facts.target, mapping)),
  ]);
  const [first, ...others] = reasons;
  if (first !== undefined) return { kind: 'blocked', reasons: capped([first, ...others]) };
  // The compiler cannot see that a blocked translation has reasons.
  if (job.kind === 'blocked') return job;
  const moved = checkpoint?.kind === 'translated' ? checkpointIn(checkpoint.spec) : undefined;
  return { kind: 'translated', spec: job.spec, ...(moved === undefined ? {} : { checkpoint: moved }) };
}

/** Codes that only say that something is not there: why it is not says more. */
const absences = new Set(['AssetNotMirrored', 'DataNotInStandby']);

/** One reason for each place and code; what stopped the mirror stands in place of what follows from that. */
function merge(failures: readonly Reason[], others: readonly Reason[]): Reason[] {
  const explained = new Set(failures.map(({ path }) => path));
  const more = others.filter(({ code, path }) => !absences.has(code) || !explained.has(path));
  const byPlace = new Map<string, Reason>();
  for (const reason of [...failures, ...more]) {
    const key = `${reason.code} ${reason.path ?? ''}`;
    if (!byPlace.has(key)) byPlace.set(key, reason);
  }
  return [...byPlace.values()];
}

function inputOf({ source, target, mapping, outputs, facts }: Direction): Move {
  const stores = storesOf(facts);
  return {
    source: withGuid(source, facts.source),
    target: withGuid(target, facts.target),
    ...{ mapping, outputs },
    ...(stores === undefined ? {} : { stores }),
  };
}

/** What the translator is told of both workspaces. */
export const translateInputOf = inputOf;

/**
 * The computes of the source, by a look at it that began after the definition was read. Then a compute that is not among
 * them was named by the service, and the job is serverless. One that an older look has not found may be new, and its job
 * must not lose it: in an outage, or while lists go unanswered, no later look comes.
 */
function computesSince(recordedAt: Instant, facts: WorkspaceFacts | undefined): readonly string[] | undefined {
  return facts === undefined || facts.at <= recordedAt ? undefined : facts.computes?.map(({ name }) => name);
}

function storesOf(facts: Direction['facts']): { source: Stores; target: Stores } | undefined {
  const { source, target } = facts;
  return source === undefined || target === undefined ? undefined : { source: source.stores, target: target.stores };
}

export function wayOf({ source, target, mapping, policy, facts }: Direction): Way | undefined {
  const stores = storesOf(facts);
  if (stores === undefined) return undefined;
  return { sourceName: source.name, targetName: target.name, stores, mapping, policy };
}

/** A configured GUID is a person's word; without one the workspace's own counts. */
export function withGuid(workspace: WorkspaceRef, facts: WorkspaceFacts | undefined): WorkspaceRef {
  return workspace.guid !== undefined || facts?.guid === undefined ? workspace : { ...workspace, guid: facts.guid };
}

/** Equal as long as a judgement by the same rows would come out equal. */
export function basisOf(specHash: string, { mapping, policy, outputs, facts }: Direction): string {
  const known = [facts.source, facts.target].map((one) => {
    if (one === undefined) return null;
    const { stores, at: _at, ...others } = one;
    return { ...others, stores: { default: stores.defaultName ?? null, ...Object.fromEntries(stores.byName) } };
  });
  return shortHash(canonicalJson([specHash, mapping, { ...policy, outputs }, known] as unknown as Json), 16);
}

export function dispositionOf(judgement: Judgement, basis: string, at: Instant): Disposition {
  return judgement.kind === 'translated'
    ? { kind: 'ready', basis, at }
    : { kind: 'blocked', reasons: judgement.reasons, basis, at };
}
