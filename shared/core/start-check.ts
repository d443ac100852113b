import type { PairConfig } from './config.ts';
import { reasonsAgainstFailback, type HomeView } from './failback.ts';
import type { Side } from './ids.ts';
import { otherSide } from './ids.ts';
import type { RunKind, RunMode } from './pointer.ts';
import type { ProbeView } from './probe-view.ts';
import type { Reason } from './reason.ts';
import type { Check } from './run-command.ts';
import type { ProbeState } from './signal.ts';
import type { Instant } from './time.ts';

/** How a workspace looks to whoever starts a run: asked this moment, and by the row of probes before. */
export type SideHealth = { readonly now: ProbeState; readonly view: ProbeView };

/** What is known of the pair when somebody asks for a run. */
export type StartView = {
  readonly pair: Pick<PairConfig, 'workspaces' | 'policy'>;
  readonly active: Side;
  readonly health: Readonly<Record<Side, SideHealth>>;
  /** What the standby lacks altogether; absent: nobody has looked. */
  readonly unready?: readonly string[];
  /** What is known of the workspace that a failback leads home to. */
  readonly home: HomeView;
  readonly now: Instant;
};

export type StartWish = {
  readonly kind: RunKind;
  readonly mode?: RunMode;
  readonly inFlight?: 'finish';
  readonly keep?: 'origins';
  readonly force?: readonly Check[];
};

/** The side that a run leads away from. */
export function sourceOf(kind: RunKind, active: Side): Side {
  return kind === 'evacuate' ? otherSide(active) : active;
}

/**
 * The mode of a run of which nobody has said it. An evacuation of a workspace that answers can ask it to end its jobs
 * first; one that is dead cannot be asked anything.
 */
export function modeFor({ kind, mode, inFlight }: StartWish, source: SideHealth): RunMode {
  if (mode !== undefined) return mode;
  if (inFlight === 'finish') return 'planned';
  switch (kind) {
    // A drill judges jobs as the real thing would: without asking the source anything.
    case 'failover':
    case 'drill':
      return 'forced';
    case 'failback':
      return 'planned';
    case 'evacuate':
      return source.now === 'alive' || source.now === 'throttled' ? 'planned' : 'forced';
  }
}

/** Everything that stands in the way of the run at once, but for what the caller takes upon themselves. */
export function reasonsAgainst(wish: StartWish & { readonly mode: RunMode }, view: StartView): Reason[] {
  const { pair, active, health } = view;
  const source = sourceOf(wish.kind, active);
  const target = otherSide(source);
  const forced = new Set(wish.force);
  const [from, to] = [pair.workspaces[source], pair.workspaces[target]];
  const reasons: Reason[] = [];
  if (wish.mode === 'planned') {
    const why = illness(health[source]);
    // Nobody can take this upon themselves: without an answer no origin is ever seen terminal.
    if (why !== undefined)
      reasons.push({
        code: 'SourceUnreachable',
        message: `a planned move asks ${from.name} to end its jobs, and ${why}; wait, or use mode forced if it is gone`,
      });
  }
  const why = illness(health[target]);
  if (why !== undefined && !forced.has('standbyUnready'))
    reasons.push({
      code: 'StandbyUnreachable',
      message: `the jobs would go to ${to.name}, and ${why}; force standbyUnready to go there all the same`,
    });
  if (view.unready !== undefined && view.unready.length > 0 && !forced.has('standbyUnready'))
    reasons.push({
      code: 'StandbyUnready',
      message: `${to.name} is not ready: ${view.unready.join('; ')}; force standbyUnready to go there all the same`,
    });
  const { allowedRegions } = pair.policy;
  if (allowedRegions.length > 0 && !allowedRegions.includes(to.region) && !forced.has('residency'))
    reasons.push({
      code: 'Residency',
      message: `${to.name} is in ${to.region}, and policy.allowedRegions has ${allowedRegions.join(', ')}; force residency to go there all the same`,
    });
  if (wish.kind === 'failback') reasons.push(...reasonsAgainstFailback(wish, view.home, pair.policy, view.now));
  return reasons;
}

/** Why a workspace cannot be counted on now; undefined when it can. That nobody has probed it yet is no illness. */
function illness({ now, view }: SideHealth): string | undefined {
  // Throttled, it is busy and alive.
  if (now !== 'alive' && now !== 'throttled') return `its control plane does not answer (${now})`;
  if (view.kind === 'unsettled') return `it has not settled (${view.why})`;
  return undefined;
}
