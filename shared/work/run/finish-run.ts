import { withResult } from '../../core/drill/drill.ts';
import type { AbandonCode } from '../../core/drill/codes.ts';
import { asItStands } from '../../core/item-trouble.ts';
import { countItems } from '../../core/items.ts';
import type { Reason } from '../../core/reason.ts';
import { announce } from '../announce.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { changeRun } from './next-step.ts';
import { tellMoved } from './tell-moved.ts';

/**
 * Writes the final counts, tells the world, and frees the pair for the next run. Repeating it changes nothing.
 * @param because why a drill ends before it is through.
 */
export async function finishRun(
  deps: Deps,
  ticket: RunTicket,
  because?: Reason<AbandonCode>,
): Promise<'finished' | 'fenced'> {
  const before = (await deps.runs.getRun(ticket.run))?.row;
  const items = (await deps.runs.items(ticket.run)).map((found) => asItStands(found, before ?? {}));
  const counts = countItems(items);
  const now = deps.clock.now();
  const mine = await changeRun(deps, ticket, (run) => ({
    ...withResult(run, items, now, because),
    state: 'ended',
    counts,
    endedAt: run.endedAt ?? now,
  }));
  if (!mine) return 'fenced';
  const result = (await deps.runs.getRun(ticket.run))?.row.drill?.result;
  const drill =
    result === undefined
      ? undefined
      : { passed: result.passed, reasons: result.reasons.map((reason) => ({ ...reason })) };
  await tellMoved(deps, ticket, items, now);
  await announce(deps, {
    type: 'RunCompleted',
    pair: ticket.pair,
    about: `/runs/${ticket.run}`,
    id: `${ticket.run}-completed`,
    at: now,
    data: { run: ticket.run, counts: { ...counts }, ...(drill === undefined ? {} : { drill }) },
  });
  deps.log.info('run.ended', {
    run: ticket.run,
    counts: { ...counts },
    ...(result === undefined ? {} : { passed: result.passed, reasons: result.reasons.map(({ code }) => code) }),
  });
  const freed = await deps.pointers.setClaimState(ticket.pair, ticket.run, ticket.fence, 'ended');
  return freed.kind === 'set' ? 'finished' : 'fenced';
}
