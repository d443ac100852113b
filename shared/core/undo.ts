import type { ReleaseStep } from './release.ts';
import type { Item, Run } from './run.ts';
import { settlementTexts, survivor } from './settlement.ts';
import type { CopyStanding, Standing } from './settlement.ts';
import type { Instant } from './time.ts';

/** Whether the item is a copy whose origin may go on in its place: the run undoes a failover. */
export function mayGoHome(run: Run, item: Item): item is Item & { readonly copyOf: string } {
  return run.order.keep === 'origins' && item.copyOf !== undefined;
}

/**
 * What the undoing of a failover does about a copy, by what its origin and itself were just read as: a copy whose origin
 * runs is asked to end, and nothing is submitted in its place. Undefined: the origin is no more, so the copy is moved as
 * any other job.
 */
export function undoStep(origin: Standing, copy: CopyStanding, now: Instant): ReleaseStep | undefined {
  const verdict = survivor(origin, copy, 'origins');
  switch (verdict.do) {
    case 'cancel':
      return { do: 'ask' };
    case 'wait':
      return { do: 'wait' };
    case 'settle': {
      if (!verdict.superseded) return undefined;
      const reason = { code: verdict.code, message: settlementTexts[verdict.code] };
      return { do: 'write', state: { kind: 'ended', outcome: 'superseded', reasons: [reason], at: now } };
    }
  }
}
