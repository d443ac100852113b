import { otherSide, type Side } from '../ids.ts';
import { quarantineOf } from '../quarantine.ts';
import type { Run } from '../run.ts';
import { formatInstant } from '../time.ts';

/** The side that a forced run left and whose originals are not settled yet. */
export type QuarantineView = {
  readonly side: Side;
  readonly since: string;
  readonly open: number;
  readonly runs: readonly string[];
};

/** That of the standby, where both sides are quarantined: nobody may go there. */
export function quarantineView(runs: readonly Run[], active: Side): QuarantineView | null {
  const found = quarantineOf(runs, otherSide(active)) ?? quarantineOf(runs, active);
  return found === undefined ? null : { ...found, since: formatInstant(found.since) };
}
