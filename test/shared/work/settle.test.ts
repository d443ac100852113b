import { describe, expect, test } from 'vitest';
import { isVictim } from '../../../shared/core/items.ts';
import { instant } from '../../../shared/core/time.ts';
import { settle } from '../../../shared/work/settle.ts';
import { vision } from '../../support/deps.ts';
import {
  answersFor,
  copyOf,
  failedOver,
  fate,
  itemNamed,
  longRunning,
  partition,
  playRun,
  probed,
} from '../../support/failed-over.ts';
import { runOf, settleAll, statusOf } from '../../support/failed-over.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();

let jobs = 0;
function fresh(word: string): string {
  jobs += 1;
  return `${word}_${jobs}`;
}
const cancels = (name: string) => world.asked('POST', `${name}/cancel`).length;

describe('an origin that ran on unseen', () => {
  test('is cancelled, and settled when its end was seen', async () => {
    const name = fresh('ran_on');
    const { order } = await failedOver(world, name);
    const copy = await copyOf(world, order.run, name);
    expect(await statusOf(world, 'primary', name)).toBe('Running');
    await answersFor(world, 10);
    await settle(world.deps);
    expect(await fate(world, order.run, name)).toBe('verified, cancelling origin CopyLives');
    expect(await statusOf(world, 'primary', name)).toBe('CancelRequested');
    await settleAll(world);
    expect(await fate(world, order.run, name)).toBe('verified, settled OriginCancelled');
    expect(await statusOf(world, 'primary', name)).toBe('Canceled');
    expect(await statusOf(world, 'secondary', copy)).toBe('Running');
    expect(await runOf(world, order.run)).toMatchObject({ unsettled: 0, counts: { verified: 1 } });
    expect((await runOf(world, order.run)).settledAt).toBeDefined();
  });

  test('is nobody’s victim when it has ended by our cancel', async () => {
    const name = fresh('no_victim');
    await failedOver(world, name);
    await answersFor(world, 10);
    await settleAll(world);
    const row = await world.deps.ledger.get(vision, `primary:${name}` as never);
    expect(row).toMatchObject({ state: 'done', status: 'Canceled', endWanted: true });
    expect(row?.state === 'done' && isVictim(row, instant(0))).toBe(false);
  });

  test('and finished after all makes its copy superfluous', async () => {
    const name = fresh('finished');
    const { order } = await failedOver(world, name);
    const copy = await copyOf(world, order.run, name);
    await world.force(name, 'Completed');
    await answersFor(world, 10);
    await settleAll(world);
    expect(await fate(world, order.run, name)).toBe('superseded OriginCompleted, settled OriginCompleted');
    expect(await statusOf(world, 'secondary', copy)).toBe('Canceled');
    expect(cancels(name)).toBe(0);
    expect((await runOf(world, order.run)).counts).toMatchObject({ verified: 0, superseded: 1 });
  });

  test('and finished as its copy did leaves both as they are', async () => {
    const name = fresh('twice');
    const { order } = await failedOver(world, name);
    const copy = await copyOf(world, order.run, name);
    await world.force(name, 'Completed');
    await world.force(copy, 'Completed', 'job', 'secondary');
    await answersFor(world, 10);
    await settleAll(world);
    expect(await fate(world, order.run, name)).toBe('verified, settled BothCompleted');
    expect([cancels(name), cancels(copy)]).toEqual([0, 0]);
  });

  test('is left alone when it is the only one that lives', async () => {
    const name = fresh('last_one');
    const { order } = await failedOver(world, name);
    await world.force(await copyOf(world, order.run, name), 'Failed', 'job', 'secondary');
    await answersFor(world, 10);
    await settleAll(world);
    expect(await fate(world, order.run, name)).toBe('verified, settled OriginKept');
    expect(await statusOf(world, 'primary', name)).toBe('Running');
  });

  test('and has failed, or is gone, is recorded', async () => {
    const [failed, gone] = [fresh('failed'), fresh('gone')];
    const { order } = await failedOver(world, failed, gone);
    await world.force(failed, 'Failed', 'outage');
    await answersFor(world, 10);
    await world.force(gone, 'Failed', 'outage');
    await world.region.client.delete(`${world.region.primary}/jobs/${gone}`);
    await settleAll(world);
    expect(await fate(world, order.run, failed)).toBe('verified, settled OriginEnded');
    expect(await fate(world, order.run, gone)).toBe('verified, settled OriginGone');
  });
});

describe('what has no copy', () => {
  test('is left alone, and its definition is recorded now', async () => {
    const name = fresh('no_spec');
    await world.submit(name, longRunning);
    // An event told of it, and before anybody could ask the region was gone.
    await world.deps.ledger.observe(vision, { side: 'primary', name, at: world.deps.clock.now(), status: 'Running' });
    await partition(world);
    const { order } = await playRun(world);
    expect(await fate(world, order.run, name)).toBe('blocked SpecNotRecorded');
    await answersFor(world, 10);
    await settleAll(world);
    expect(await fate(world, order.run, name)).toBe('blocked SpecNotRecorded, settled OriginKept');
    expect(await statusOf(world, 'primary', name)).toBe('Running');
    expect((await itemNamed(world, order.run, name)).spec).toBeDefined();
  });

  test('and was heard of by nobody before the list was read again becomes an item, and a later job does not', async () => {
    const [early, late] = [fresh('unheard'), fresh('too_late')];
    await world.submit(early, longRunning);
    world.clock.advance(1_000);
    await partition(world);
    const { order } = await playRun(world);
    await answersFor(world, 10);
    await world.submit(late, longRunning);
    await settleAll(world);
    expect(await fate(world, order.run, early)).toBe('blocked FoundLate, settled OriginKept');
    await expect(fate(world, order.run, late)).rejects.toThrow('no item');
  });

  test('is never mistaken for a stranger’s job of that name', async () => {
    const name = fresh('stranger');
    const { order } = await failedOver(world, name);
    const found = (await world.deps.runs.items(order.run)).find(({ row }) => row.originName === name);
    if (found === undefined) throw new Error('no item');
    const other = fresh('not_ours');
    await world.submit(other, longRunning, 'secondary');
    const state = {
      kind: 'ended',
      outcome: 'failed',
      reasons: [{ code: 'NameConflict', message: '' }],
      targetName: other,
      at: world.deps.clock.now(),
    } as const;
    await world.deps.runs.updateItem({ ...found.row, state }, found.etag);
    await world.force(name, 'Completed');
    await answersFor(world, 10);
    await settleAll(world);
    expect(await fate(world, order.run, name)).toBe('superseded OriginCompleted, settled OriginCompleted');
    expect(cancels(other)).toBe(0);
  });
});

describe('nothing is cancelled', () => {
  test('before the source has answered for as long as a person may want to undo', async () => {
    const name = fresh('patience');
    await failedOver(world, name);
    await answersFor(world, 9);
    await settle(world.deps);
    expect(cancels(name)).toBe(0);
    await answersFor(world, 1);
    await settle(world.deps);
    expect(cancels(name)).toBe(1);
  });

  test('while its last probe has failed', async () => {
    const name = fresh('flapping');
    await failedOver(world, name);
    await answersFor(world, 10);
    world.clock.advance(1_000);
    await probed(world, 'unreachable');
    await settle(world.deps);
    expect(cancels(name)).toBe(0);
  });

  test('while a run is open', async () => {
    const name = fresh('paused');
    await failedOver(world, name);
    await answersFor(world, 10);
    const claimed = await world.deps.pointers.claim(vision, {
      ...{ kind: 'failback', mode: 'planned', source: 'secondary', target: 'primary' },
      ...{ reason: { code: 'Manual', message: 'home again' }, by: 'ada' },
      ...{ claimedAt: world.deps.clock.now(), victimsSince: world.deps.clock.now() },
    });
    expect(claimed.kind).toBe('claimed');
    await settle(world.deps);
    expect(cancels(name)).toBe(0);
  });

  test('on what was known before: the intent is judged again when its turn has come', async () => {
    const name = fresh('stale');
    const { order } = await failedOver(world, name);
    await answersFor(world, 10);
    // The origin ends between the first look and the turn.
    const { runs } = world.deps;
    const deps = {
      ...world.deps,
      runs: {
        ...runs,
        async updateItem(...args: Parameters<typeof runs.updateItem>) {
          if (args[0].settlement?.kind === 'cancelling') await world.force(name, 'Completed');
          return runs.updateItem(...args);
        },
      },
    };
    await settle(deps);
    expect(await fate(world, order.run, name)).toBe('verified, cancelling origin CopyLives');
    expect(cancels(name)).toBe(0);
    await settleAll(world);
    expect(await fate(world, order.run, name)).toBe('superseded OriginCompleted, settled OriginCompleted');
  });
});

describe('a cancel', () => {
  test('that is throttled waits, and goes out when it may', async () => {
    const name = fresh('throttled');
    const { order } = await failedOver(world, name);
    await answersFor(world, 10);
    await world.fault('primary', { kind: 'throttle', operations: 'write', bucket: { size: 0.5, perSecond: 0.001 } });
    await settle(world.deps);
    expect(await fate(world, order.run, name)).toBe('verified, cancelling origin CopyLives');
    expect(await statusOf(world, 'primary', name)).toBe('Running');
    await world.region.control('DELETE', '/faults/eastus');
    await settleAll(world);
    expect(await fate(world, order.run, name)).toBe('verified, settled OriginCancelled');
  });

  test('that was accepted is not sent at every look', async () => {
    const name = fresh('once');
    await failedOver(world, name);
    await answersFor(world, 10);
    await settleAll(world);
    expect(cancels(name)).toBe(1);
    const audited = (await world.deps.audit.list(vision, 100)).filter(({ what }) => what.startsWith('cancel'));
    expect(audited.map(({ outcome }) => outcome.code)).toEqual(['CopyLives']);
  });
});
