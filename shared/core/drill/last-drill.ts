import type { LastDrill } from '../decision.ts';
import type { Run } from '../run.ts';

/** The last drill of these runs that has passed. */
export function lastDrillIn(runs: readonly Run[]): LastDrill {
  const passed = runs.flatMap(({ drill }) => (drill?.result?.passed === true ? [drill.result.at] : []));
  const [first, ...others] = passed;
  if (first === undefined) return { state: 'none' };
  return { state: 'passed', at: others.reduce((latest, at) => (at > latest ? at : latest), first) };
}
