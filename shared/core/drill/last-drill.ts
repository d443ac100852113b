import type { LastDrill } from '../decision.ts';
import type { Side } from '../ids.ts';
import type { Run } from '../run.ts';

/** The last drill of these runs that has passed in that workspace: of the other one it proves nothing. */
export function lastDrillIn(runs: readonly Run[], standby: Side): LastDrill {
  const passed = runs.flatMap(({ order, drill }) =>
    order.target === standby && drill?.result?.passed === true ? [drill.result.at] : [],
  );
  const [first, ...others] = passed;
  if (first === undefined) return { state: 'none' };
  return { state: 'passed', at: others.reduce((latest, at) => (at > latest ? at : latest), first) };
}
