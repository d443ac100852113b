import { expect, test } from 'vitest';
import type { ItemState } from '../../../shared/core/run.ts';
import { finishRun } from '../../../shared/work/run/finish-run.ts';
import { jobKey } from '../../../shared/core/ids.ts';
import { itemOf as firstItem } from '../../../shared/core/items.ts';
import { vision } from '../../support/deps.ts';
import { plannedRun, useWorld } from '../../support/world.ts';

const world = useWorld();

/** Items of a run that is through, one for each way in which its job ended. */
async function throughWith(states: readonly ItemState[]) {
  const { deps } = world;
  const [pair] = deps.config.pairs;
  const { ticket, run } = await plannedRun(world);
  for (const [index, state] of states.entries()) {
    const name = `told_${index}`;
    const now = deps.clock.now();
    const { job } = await deps.ledger.observe(vision, { side: 'primary', name, at: now, status: 'Running' });
    const item = firstItem(job, run.order, pair.workspaces.primary, false, deps.config, now);
    await deps.runs.insertItem({ ...item, state });
  }
  return ticket;
}

const moved = (targetName: string): ItemState => ({
  ...{ kind: 'ended', outcome: 'verified', targetName, attempt: 1, status: 'Running' },
  at: world.deps.clock.now(),
});

test('a run that ends tells which jobs run in the other workspace now, and by what names', async () => {
  const blocked: ItemState = {
    ...{ kind: 'ended', outcome: 'blocked', at: world.deps.clock.now() },
    reasons: [{ code: 'SpecNotRecorded', message: 'nobody knows it' }],
  };
  const ticket = await throughWith([moved('told_0-f1-aaaaaaaa'), blocked]);
  expect(await finishRun(world.deps, ticket)).toBe('finished');
  const told = world.deps.published.map(({ type, subject, data }) => ({ type, subject, data }));
  expect(told.slice(-2)).toEqual([
    {
      type: 'AzureML.Failover.JobsResubmitted',
      subject: `pairs/vision/runs/${ticket.run}`,
      data: {
        pair: 'vision',
        run: ticket.run,
        jobs: [
          {
            job: jobKey('primary', 'told_0'),
            originId: `${world.region.pair.primary.id}/jobs/told_0`,
            targetName: 'told_0-f1-aaaaaaaa',
          },
        ],
      },
    },
    expect.objectContaining({ type: 'AzureML.Failover.RunCompleted' }),
  ]);
});

test('a run that moved nothing tells of no jobs', async () => {
  const ticket = await throughWith([]);
  await finishRun(world.deps, ticket);
  expect(world.deps.published.map(({ type }) => type)).not.toContain('AzureML.Failover.JobsResubmitted');
});

test('many jobs are told of in several events, each of them once', async () => {
  const ticket = await throughWith(Array.from({ length: 201 }, (_, index) => moved(`copy-${index}`)));
  await finishRun(world.deps, ticket);
  const events = world.deps.published.filter(({ type }) => type === 'AzureML.Failover.JobsResubmitted');
  const jobs = events.map(({ data }) => data['jobs'] as { targetName: string }[]);
  expect(jobs.map(({ length }) => length)).toEqual([200, 1]);
  expect(new Set(jobs.flat().map(({ targetName }) => targetName)).size).toBe(201);
  expect(new Set(events.map(({ id }) => id)).size).toBe(2);
});
