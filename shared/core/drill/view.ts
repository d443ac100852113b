import type { Reason } from '../reason.ts';
import type { Run } from '../run.ts';
import type { Canary } from './canary.ts';

/** What a drill has come to. `passed` is null until it has ended. */
export type DrillView = {
  readonly passed: boolean | null;
  readonly reasons: readonly Reason[];
  readonly canaries: readonly {
    readonly name: string;
    readonly compute: string;
    readonly state: string;
    readonly reason: Reason | null;
    /** Of one that has ended: whether it is still listed in the standby. */
    readonly left: 'listed' | 'archived' | 'nothing' | null;
  }[];
};

export function drillView({ order, drill }: Run): DrillView | null {
  if (order.kind !== 'drill') return null;
  return {
    passed: drill?.result?.passed ?? null,
    reasons: drill?.result?.reasons ?? [],
    canaries: (drill?.canaries ?? []).map(canaryView),
  };
}

function canaryView({ name, compute, state }: Canary): DrillView['canaries'][number] {
  if (state.kind !== 'ended') {
    const reason = state.kind === 'cancelling' ? state.because : null;
    return { name, compute, state: state.kind, reason, left: null };
  }
  return { name, compute, state: state.outcome, reason: state.reason ?? null, left: state.left };
}
