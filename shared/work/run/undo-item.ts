import { stringAt } from '../../core/json.ts';
import type { ReleaseStep } from '../../core/release.ts';
import type { Item, Run } from '../../core/run.ts';
import { standingOf } from '../../core/settlement.ts';
import { mayGoHome, undoStep } from '../../core/undo.ts';
import type { ArmTrouble } from '../../ports.ts';
import type { Deps } from '../deps.ts';
import { pairOf } from '../deps.ts';

export type UndoLook =
  | { readonly kind: 'step'; readonly step: ReleaseStep; readonly status: string }
  | { readonly kind: 'trouble'; readonly trouble: ArmTrouble };

/**
 * Reads a copy and the job that it once replaced, which is in the workspace that the run leads to. Undefined: the run
 * undoes nothing, or the origin is no more, and the job is moved as any other.
 */
export async function lookHome(deps: Deps, run: Run, item: Item): Promise<UndoLook | undefined> {
  if (!mayGoHome(run, item)) return undefined;
  const { workspaces } = pairOf(deps, run.pair);
  const target = workspaces[run.order.target];
  const prefix = `${target.id}/jobs/`.toLowerCase();
  // A copy of a copy has its origin in its own workspace.
  if (!item.copyOf.toLowerCase().startsWith(prefix)) return undefined;
  const name = item.copyOf.slice(prefix.length);
  const [origin, copy] = await Promise.all([
    deps.workspaces.getJob(target, name),
    deps.workspaces.getJob(workspaces[run.order.source], item.originName),
  ]);
  if (origin.kind !== 'found' && origin.kind !== 'absent') return { kind: 'trouble', trouble: origin };
  if (copy.kind !== 'found' && copy.kind !== 'absent') return { kind: 'trouble', trouble: copy };
  const [ofOrigin, ofCopy] = [origin, copy].map((answer) =>
    answer.kind === 'absent' ? undefined : (stringAt(answer.job.properties, 'status') ?? 'Unknown'),
  );
  const step = undoStep(
    ofOrigin === undefined ? 'gone' : standingOf(ofOrigin),
    ofCopy === undefined ? 'gone' : standingOf(ofCopy),
    deps.clock.now(),
  );
  return step === undefined ? undefined : { kind: 'step', step, status: ofCopy ?? 'gone' };
}
