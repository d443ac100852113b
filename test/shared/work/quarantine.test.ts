import { describe, expect, test } from 'vitest';
import { quarantineOf } from '../../../shared/core/quarantine.ts';
import { settle } from '../../../shared/work/settle.ts';
import { vision } from '../../support/deps.ts';
import { answersFor, failedOver, fate, probed } from '../../support/failed-over.ts';
import { runOf, settleAll } from '../../support/failed-over.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();

let jobs = 0;
function fresh(word: string): string {
  jobs += 1;
  return `${word}_${jobs}`;
}
const quarantine = async () => quarantineOf(await world.deps.runs.listRuns(vision), 'primary');

describe('the source of a forced run', () => {
  test('is quarantined until all of its items are settled', async () => {
    const names = [fresh('q'), fresh('q')];
    const { order } = await failedOver(world, ...names);
    expect(await quarantine()).toMatchObject({ open: 2, runs: [order.run] });
    await answersFor(world, 10);
    await settle(world.deps);
    expect(await quarantine()).toMatchObject({ open: 2 });
    await settleAll(world);
    expect(await quarantine()).toBeUndefined();
  });

  test('is settled however many of its jobs nobody has time to ask for', async () => {
    const name = fresh('crowded');
    const { order } = await failedOver(world, name);
    const seen = { side: 'primary', status: 'Running', at: world.deps.clock.now() } as const;
    for (let no = 0; no < 70; no += 1) await world.deps.ledger.observe(vision, { ...seen, name: `crowd_${no}` });
    await answersFor(world, 10);
    const { workspaces } = world.deps;
    const slow: typeof workspaces = {
      ...workspaces,
      getJob(workspace, job) {
        if (job.startsWith('crowd_')) world.clock.advance(1_000);
        return workspaces.getJob(workspace, job);
      },
    };
    await settle({ ...world.deps, workspaces: slow });
    expect(await fate(world, order.run, name)).toBe('verified, cancelling origin CopyLives');
    expect((await runOf(world, order.run)).sourceReconciledAt).toBeDefined();
  });

  test('is settled although the row of an item could not be written, and that is written now', async () => {
    const name = fresh('unwritten');
    const { order } = await failedOver(world, name);
    const found = (await world.deps.runs.items(order.run)).find(({ row }) => row.originName === name);
    const run = await world.deps.runs.getRun(order.run);
    if (found === undefined || run === undefined) throw new Error('no item');
    const written = await world.deps.runs.updateItem({ ...found.row, state: { kind: 'planned' } }, found.etag);
    if (written.kind === 'lost') throw new Error('lost');
    const pause = { since: world.deps.clock.now(), troubles: 20 };
    const unwritten = { [found.row.rank]: { pause, etag: written.etag } };
    await world.deps.runs.updateRun({ ...run.row, unwritten }, run.etag);
    await answersFor(world, 10);
    await settleAll(world);
    expect(await fate(world, order.run, name)).toBe('failed ItemTrouble, settled OriginKept');
    expect(await quarantine()).toBeUndefined();
  });

  test('stays in quarantine while its list cannot be read', async () => {
    const name = fresh('listless');
    const { order } = await failedOver(world, name);
    await answersFor(world, 10);
    const refusing = {
      ...world.deps.workspaces,
      listJobs: () => Promise.resolve({ kind: 'unreachable', reason: { code: 'ECONNRESET', message: '' } } as const),
    };
    for (let look = 0; look < 4; look += 1) {
      await settle({ ...world.deps, workspaces: refusing });
      world.clock.advance(60_000);
      await probed(world, 'alive');
    }
    expect(await fate(world, order.run, name)).toBe('verified, settled OriginCancelled');
    expect(await quarantine()).toMatchObject({ open: 0 });
    await settle(world.deps);
    expect(await quarantine()).toBeUndefined();
  });
});
