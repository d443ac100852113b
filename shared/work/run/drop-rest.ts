import { asItStands } from '../../core/item-trouble.ts';
import { listOf } from '../../core/open-work.ts';
import type { Item, ItemState, Run } from '../../core/run.ts';
import { plus } from '../../core/time.ts';
import type { Instant } from '../../core/time.ts';
import { mayGoHome } from '../../core/undo.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { noteTrouble } from './item-trouble.ts';
import { settle } from './settle-item.ts';
import { runOf } from './slice.ts';

/** An activity ends itself well before the platform would end it; the rest is dropped by the next one. */
const longest = 50_000;

/** Leaves what a cancelled run has not begun where it is. Repeating it changes nothing. */
export async function dropRest(deps: Deps, ticket: RunTicket): Promise<'dropped' | 'fenced'> {
  const run = await runOf(deps, ticket);
  if (run === undefined) return 'fenced';
  const stopAt = plus(deps.clock.now(), longest);
  for (const found of await deps.runs.items(ticket.run)) {
    const item = asItStands(found, run);
    if (listOf(item, { mode: 'planned', cancelled: true }) !== 'toDrop') continue;
    const now = deps.clock.now();
    if (now >= stopAt) break;
    try {
      // Where another writer is first, the next step sees what it wrote.
      await settle(deps, { row: item, etag: found.etag }, dropped(run, item, now));
    } catch (error) {
      await noteTrouble(deps, ticket, item, error);
    }
  }
  return 'dropped';
}

function dropped(run: Run, item: Item, at: Instant): ItemState {
  return { kind: 'ended', outcome: 'skipped', reasons: [{ code: 'RunCancelled', message: wordsOf(run, item) }], at };
}

function wordsOf(run: Run, item: Item): string {
  const isPlanned = item.state.kind === 'planned';
  // The undone run is settled on the side of its originals, whatever this one came to. What was released has none.
  if (mayGoHome(run, item) && item.state.kind !== 'released')
    return isPlanned
      ? 'the run was cancelled before it came to this copy: where its original still runs, that goes on and the copy is ended; retry the run to move a copy that has none'
      : 'the run was cancelled when this copy had been asked to end: its original goes on where it still runs; retry the run to submit what has none';
  return isPlanned
    ? 'the run was cancelled before it came to this job, which goes on where it was; retry the run to move it all the same'
    : 'the run was cancelled when this job had been asked to end and had no copy yet: it goes on nowhere; retry the run to submit it';
}
