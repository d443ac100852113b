import { describe, expect, test } from 'vitest';
import { knownDirection } from '../../../shared/work/mirror/direction.ts';
import { planRun } from '../../../shared/work/run/plan-run.ts';
import { resubmitItem } from '../../../shared/work/run/resubmit-item.ts';
import { verifySlice } from '../../../shared/work/run/verify-slice.ts';
import { until } from '../../../local/scenarios/wait.ts';
import { answersWith } from '../../support/answers.ts';
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

describe('a pipeline that is recalled', () => {
  /** The item of a job whose copy was created without an answer and never began. */
  async function recalled(name: string) {
    const { ticket, item, slice } = await submitted(name);
    if (item.row.state.kind !== 'submitted') throw new Error(item.row.state.kind);
    const { targetName, attempt } = item.row.state;
    const state = { kind: 'recalling', targetName, attempt, since: world.deps.clock.now() } as const;
    await world.deps.runs.updateItem({ ...item.row, jobType: 'Pipeline', state }, item.etag);
    const look = async () => {
      await verifySlice(world.deps, ticket, slice);
      return (await itemOf(world, ticket, name)).row.state;
    };
    return { targetName, look };
  }

  test('is asked to end although one look does not find it, and is replaced only once its end was seen', async () => {
    const { targetName, look } = await recalled('recall_blink');
    let looks = 0;
    answersWith(world, ({ operation, name }) => {
      if (operation !== 'getJob' || name !== targetName) return undefined;
      looks += 1;
      return looks === 1 ? 'absent' : undefined;
    });
    expect(await look()).toMatchObject({ kind: 'recalling', targetName, answer: 'accepted' });
    expect(world.asked('POST', `${targetName}/cancel`)).toHaveLength(1);
    expect(await look()).toMatchObject({ kind: 'recalling', targetName });
    await world.force(targetName, 'Canceled', 'user', 'secondary');
    expect(await look()).toMatchObject({ kind: 'submitting', attempt: 2 });
  });

  test('is replaced when the look and the ask both find no such job, and a look again does not', async () => {
    const { targetName, look } = await recalled('recall_gone');
    await world.force(targetName, 'Canceled', 'user', 'secondary');
    await world.region.client.delete(`${world.region.secondary}/jobs/${targetName}`);
    expect(await look()).toMatchObject({ kind: 'recalling', targetName, answer: 'absent' });
    expect(await look()).toMatchObject({ kind: 'submitting', attempt: 2 });
  });
});
