import { expect, test } from 'vitest';
import { knownDirection } from '../../../shared/work/mirror/direction.ts';
import { planRun } from '../../../shared/work/run/plan-run.ts';
import { resubmitItem } from '../../../shared/work/run/resubmit-item.ts';
import { verifySlice } from '../../../shared/work/run/verify-slice.ts';
import { until } from '../../../local/scenarios/wait.ts';
import { itemOf, plannedRun, useWorld } from '../../support/world.ts';

const world = useWorld();

async function submitted(name: string) {
  await world.submit(name, {});
  await world.recorded(name);
  const { ticket } = await plannedRun(world);
  await planRun(world.deps, ticket);
  const found = await world.deps.runs.getRun(ticket.run);
  if (found === undefined) throw new Error('no run');
  const direction = await knownDirection(world.deps, world.deps.config.pairs[0], 'primary');
  await resubmitItem(world.deps, ticket, found.row, await itemOf(world, ticket, name), direction);
  const item = await itemOf(world, ticket, name);
  return { ticket, item, slice: { from: item.row.rank, to: item.row.rank, count: 1 } };
}

test('a submitted job that carries our marker and runs is verified', async () => {
  const { ticket, slice } = await submitted('verify_ours');
  await until('the job to be verified', async () => {
    await verifySlice(world.deps, ticket, slice);
    const { row } = await itemOf(world, ticket, 'verify_ours');
    return row.state.kind === 'ended' ? true : undefined;
  });
  expect((await itemOf(world, ticket, 'verify_ours')).row.state).toMatchObject({ kind: 'ended', outcome: 'verified' });
});

test('a running job of the right name without our marker verifies nothing', async () => {
  const { ticket, item, slice } = await submitted('verify_stranger');
  const other = `${item.row.originId}-of-somebody-else`;
  await world.deps.runs.updateItem({ ...item.row, originId: other }, item.etag);
  await verifySlice(world.deps, ticket, slice);
  const { row } = await itemOf(world, ticket, 'verify_stranger');
  expect(row.state).toMatchObject({ kind: 'ended', outcome: 'failed', reasons: [{ code: 'NameConflict' }] });
});
