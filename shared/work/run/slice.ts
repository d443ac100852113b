import pLimit from 'p-limit';
import { asItStands } from '../../core/item-trouble.ts';
import { isDue, listOf } from '../../core/open-work.ts';
import type { OpenLists } from '../../core/open-work.ts';
import type { Item, Run } from '../../core/run.ts';
import type { Slice } from '../../core/slices.ts';
import { plus } from '../../core/time.ts';
import type { Instant } from '../../core/time.ts';
import type { Versioned } from '../../ports.ts';
import type { Deps, RunTicket } from '../deps.ts';
import { createPace } from '../pace.ts';
import { noteTrouble } from './item-trouble.ts';

/** How a slice ended: `later` says when the items that it left are worth a try. */
export type SliceResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly at: Instant }
  | { readonly kind: 'fenced' };

/** How one item ended: at rest for now, worth another try by itself, or one with all others; or under a newer fence. */
export type ItemResult =
  | { readonly kind: 'settled' }
  | { readonly kind: 'later'; readonly at: Instant }
  /** ARM asks us to be quiet until then, and that is about every call. */
  | { readonly kind: 'throttled'; readonly until: Instant }
  | { readonly kind: 'fenced' };

/** An activity ends itself well before the platform would end it. */
const sliceTime = 50_000;

/** The run as its row has it, with the latest word on its being cancelled; undefined when a newer fence holds it. */
export async function runOf(deps: Deps, ticket: RunTicket): Promise<Run | undefined> {
  const [found, { claim }] = await Promise.all([deps.runs.getRun(ticket.run), deps.pointers.read(ticket.pair)]);
  if (found === undefined || claim?.order.run !== ticket.run || claim.fence !== ticket.fence) return undefined;
  return claim.cancelled === undefined ? found.row : { ...found.row, cancelled: claim.cancelled };
}

/** The items of a range of ranks that are in one of the lists by now, and due. */
export async function itemsIn(
  deps: Deps,
  run: Run,
  slice: Slice,
  lists: readonly (keyof OpenLists)[],
): Promise<readonly Versioned<Item>[]> {
  const wanted = { mode: run.order.mode, cancelled: run.cancelled !== undefined };
  const now = deps.clock.now();
  const items = await deps.runs.items(run.order.run, slice);
  const standing = items.map((found) => ({ row: asItStands(found, run), etag: found.etag }));
  return standing.filter(({ row }) => {
    const list = listOf(row, wanted);
    return list !== undefined && lists.includes(list) && isDue(row, list, now);
  });
}

/**
 * Works on the items a few at a time, within the slice's share of so many a second (ARM's write budget). Once ARM asks us to
 * be quiet, or somebody has a newer fence, no further one is begun. Whatever else keeps an item waiting, or makes its handling
 * throw, may hold for it alone.
 * @throws when not even that can be written down: then it is storage that is in trouble.
 */
export async function workThrough(
  deps: Deps,
  ticket: RunTicket,
  items: readonly Versioned<Item>[],
  work: (item: Versioned<Item>) => Promise<ItemResult>,
  perSecond = deps.config.run.writesPerSecond,
): Promise<SliceResult> {
  const stopAt = plus(deps.clock.now(), sliceTime);
  const { putsAtOnce, slicesAtOnce } = deps.config.run;
  const pace = createPace((slicesAtOnce * 1_000) / perSecond);
  const limit = pLimit(putsAtOnce);
  let down: { readonly error: unknown } | undefined;
  const isolated = async (item: Versioned<Item>): Promise<ItemResult> => {
    try {
      return await work(item);
    } catch (error) {
      await noteTrouble(deps, ticket, item.row, error).catch((worse: unknown) => {
        down ??= { error: worse };
      });
      return { kind: 'settled' };
    }
  };
  let fenced = false;
  let later: Instant | undefined;
  await Promise.all(
    items.map((item) =>
      limit(async () => {
        if (fenced || later !== undefined || down !== undefined) return;
        if (deps.clock.now() >= stopAt) {
          later = deps.clock.now();
          return;
        }
        await pace();
        const result = await isolated(item);
        if (result.kind === 'fenced') fenced = true;
        if (result.kind === 'throttled') later = later === undefined || result.until > later ? result.until : later;
      }),
    ),
  );
  // What was begun has come to its end by now: nothing goes on behind the back of whoever tries again.
  if (down !== undefined) throw down.error;
  if (fenced) return { kind: 'fenced' };
  return later === undefined ? { kind: 'done' } : { kind: 'later', at: later };
}
