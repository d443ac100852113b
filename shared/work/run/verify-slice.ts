import pLimit from 'p-limit';
import { needsVerification, verdict } from '../../core/items.ts';
import { stringAt } from '../../core/json.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Slice } from '../../core/slices.ts';
import type { Item, ItemState } from '../../core/run.ts';
import type { Instant } from '../../core/time.ts';
import { readMarker } from '../../core/translate/marker.ts';
import type { Versioned } from '../../ports.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { pairOf } from '../deps.ts';
import type { SliceResult } from './resubmit-slice.ts';

/** Looks at the submitted jobs of one range of ranks in the target workspace; what is not beyond NotStarted stays open. */
export async function verifySlice(deps: Deps, ticket: RunTicket, slice: Slice): Promise<SliceResult> {
  const found = await deps.runs.getRun(ticket.run);
  if (found === undefined || found.row.fence > ticket.fence) return { kind: 'fenced' };
  const target = pairOf(deps, ticket.pair).workspaces[found.row.order.target];
  const limit = pLimit(deps.config.run.putsAtOnce);
  const items = (await deps.runs.items(ticket.run, slice)).filter(({ row }) => needsVerification(row));

  async function look({ row: item, etag }: Versioned<Item>): Promise<void> {
    if (item.state.kind !== 'submitted') return;
    const answer = await deps.workspaces.getJob(target, item.state.targetName);
    if (answer.kind !== 'found' && answer.kind !== 'absent') return;
    const now = deps.clock.now();
    const properties = answer.kind === 'absent' ? undefined : (answer.job.properties ?? {});
    const status = stringAt(properties, 'status') ?? 'Unknown';
    const state =
      properties === undefined || isOurs(properties, item)
        ? verdict(item, status, now, deps.config.run.notStartedTimeout)
        : notOurs(item.state.targetName, now);
    if (state === undefined) return;
    await deps.runs.updateItem({ ...item, state }, etag);
    deps.log.info('item.state', {
      run: item.run,
      job: item.job,
      state: state.kind === 'ended' ? state.outcome : state.kind,
      status,
    });
  }

  await Promise.all(items.map((item) => limit(() => look(item))));
  return { kind: 'done' };
}

/** Only a job that carries our marker proves anything about the origin. */
function isOurs(properties: JsonObject, item: Item): boolean {
  return readMarker(properties)?.origin.toLowerCase() === item.originId.toLowerCase();
}

function notOurs(targetName: string, at: Instant): ItemState {
  const message = `the job ${targetName} in the target workspace is not the one that this run submitted; somebody deleted and made it anew`;
  return { kind: 'ended', outcome: 'failed', reasons: [{ code: 'NameConflict', message }], targetName, at };
}
