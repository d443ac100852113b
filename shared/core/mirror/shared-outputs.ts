import { objectAt, type JsonObject } from '../json.ts';
import type { Reason } from '../reason.ts';
import type { Instant } from '../time.ts';
import { outputPolicy, type OutputDefault } from '../translate/outputs.ts';
import type { Root } from './plan.ts';
import { mirrorKey, type MirrorKey, type MirrorRow, type Wanted } from './row.ts';

/*
 * A component may write to a fixed path. Its copy is one for all jobs and runs, and cannot be changed; whether an origin
 * could still be writing there depends on the job and the run. So the copy is made without that question, its row says
 * what it writes to, and the question is asked of each job.
 */

type Rows = ReadonlyMap<MirrorKey, MirrorRow>;

/** How fixed paths are copied: a component that is blocked in a forced move is still needed in a planned one. */
export function outputsOfCopies(outputs: OutputDefault): OutputDefault {
  return outputs === 'suffix' ? 'suffix' : 'same';
}

/** Why a copy, or one that it holds, must not run beside the origin of its job; undefined when it may. */
export function sharedOutputOf(what: Wanted, rows: Rows): Reason | undefined {
  const state = rows.get(mirrorKey(what))?.state;
  if (state?.kind !== 'present') return undefined;
  if (what.kind !== 'label' || state.target.kind !== 'version') return state.sharedOutput;
  const asset = { kind: what.collection, name: what.name, version: state.target.version };
  return sharedOutputOf({ kind: 'asset', asset }, rows);
}

/**
 * The places of a job that must not run beside its origin. `suffix` is no way out here: either the copies have it, and
 * nothing is said of them, or it came after they were made, or only the job's tag wants it and others use the same copy.
 */
export function sharedOutputs(spec: JsonObject, roots: readonly Root[], rows: Rows, outputs: OutputDefault): Reason[] {
  if (outputPolicy(objectAt(spec, 'tags'), outputs) === 'same') return [];
  return roots.flatMap(({ what, path }) => {
    const shared = sharedOutputOf(what, rows);
    return shared === undefined ? [] : [{ ...shared, path }];
  });
}

/** The rows without copies from before `since` that write to a path which `run.outputs` says by now to write beside. */
export function withoutOutdated(rows: Rows, outputs: OutputDefault, since: Instant): Rows {
  if (outputs !== 'suffix') return rows;
  return new Map(
    [...rows].filter(([, { state }]) => {
      return state.kind !== 'present' || state.sharedOutput === undefined || state.at >= since;
    }),
  );
}
