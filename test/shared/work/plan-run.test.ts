import { describe, expect, test } from 'vitest';
import { jobKey, type JobKey } from '../../../shared/core/ids.ts';
import { countItems } from '../../../shared/core/items.ts';
import { plus } from '../../../shared/core/time.ts';
import type { RunTicket } from '../../../shared/work/deps.ts';
import { mirrorPass } from '../../../shared/work/mirror-job.ts';
import { recordSpec } from '../../../shared/work/record-spec.ts';
import { nextStep } from '../../../shared/work/run/next-step.ts';
import { planRun, sweepLate } from '../../../shared/work/run/plan-run.ts';
import { vision } from '../../support/deps.ts';
import { running } from '../../support/running-jobs.ts';
import { carriedOut, homeAgain, outcomes, runOf, said, started } from '../../support/runs.ts';
import { itemOf, olderFence, plannedRun, useWorld } from '../../support/world.ts';

const world = useWorld();

async function heardOf(name: string, status: string, minutesAgo = 0): Promise<void> {
  const at = (world.clock.now() - minutesAgo * 60_000) as never;
  await world.deps.ledger.observe(vision, { side: 'primary', name, at, status });
}

const items = async ({ run }: RunTicket) => (await world.deps.runs.items(run)).map(({ row }) => row);
const places = async (ticket: RunTicket) =>
  (await items(ticket))
    .map(({ originName, late, victim }) => `${originName}${late ? ' late' : ''}${victim ? ' victim' : ''}`)
    .toSorted();

test('the plan has every live job and every victim of the source, and planning again adds nothing', async () => {
  await heardOf('alive', 'Running');
  await heardOf('victim', 'Failed', 29);
  await heardOf('old', 'Failed', 31);
  await heardOf('well', 'Completed', 5);
  await world.deps.ledger.observe(vision, {
    side: 'secondary',
    name: 'elsewhere',
    at: world.deps.clock.now(),
    status: 'Running',
  });
  const { ticket } = await plannedRun(world);
  expect(await planRun(world.deps, ticket)).toEqual({ added: 2 });
  expect(await planRun(world.deps, ticket)).toEqual({ added: 0 });
  expect(await places(ticket)).toEqual(['alive', 'victim victim']);
});

test('two planners at once make one item of each job', async () => {
  for (let each = 0; each < 20; each += 1) await heardOf(`job_${each}`, 'Running');
  const { ticket } = await plannedRun(world);
  const added = await Promise.all([planRun(world.deps, ticket), planRun(world.deps, ticket)]);
  expect(added.reduce((sum, each) => sum + (each === 'fenced' ? 0 : each.added), 0)).toBe(20);
  expect(await items(ticket)).toHaveLength(20);
});

test('a sweep adds rows that came in since the plan, as late ones, and touches no other item', async () => {
  await heardOf('early', 'Running');
  const { ticket } = await plannedRun(world);
  await planRun(world.deps, ticket);
  const [before] = await items(ticket);
  await heardOf('early', 'Failed');
  await heardOf('late', 'Queued');
  await heardOf('late_victim', 'Failed', 10);
  world.clock.advance(10_000);
  expect(await sweepLate(world.deps, ticket)).toEqual({ added: 2 });
  expect(await sweepLate(world.deps, ticket)).toEqual({ added: 0 });
  expect(await places(ticket)).toEqual(['early', 'late late', 'late_victim late victim']);
  expect((await items(ticket)).find(({ originName }) => originName === 'early')).toEqual(before);
  expect((await world.deps.runs.getRun(ticket.run))?.row.sweptAt).toBe(world.clock.now());
});

test('who holds an older fence neither plans nor sweeps nor decides', async () => {
  await heardOf('alive', 'Running');
  const { ticket, run } = await plannedRun(world);
  const taken = await world.deps.pointers.takeOver(vision, ticket.run);
  if (taken.kind !== 'taken') throw new Error(taken.kind);
  const newer = { ...ticket, fence: taken.claim.fence };
  expect(await nextStep(world.deps, newer)).toMatchObject({ do: 'sweep' });
  expect(await planRun(world.deps, olderFence(newer))).toBe('fenced');
  expect(await sweepLate(world.deps, ticket)).toBe('fenced');
  expect(await nextStep(world.deps, ticket)).toEqual({ do: 'stop', because: 'fenced' });
  expect(await items(ticket)).toEqual([]);
  expect((await world.deps.runs.getRun(run.order.run))?.row.fence).toBe(2);
});

test('the first step of a run makes its row out of the claim, and many first steps make one', async () => {
  const now = world.deps.clock.now();
  const claimed = await world.deps.pointers.claim(vision, {
    kind: 'failover',
    mode: 'forced',
    source: 'primary',
    target: 'secondary',
    reason: { code: 'Manual', message: 'the region is down' },
    by: 'ada',
    claimedAt: now,
    victimsSince: now,
  });
  if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
  const ticket = { pair: vision, run: claimed.claim.order.run, fence: claimed.claim.fence };
  const steps = await Promise.all([
    nextStep(world.deps, ticket),
    nextStep(world.deps, ticket),
    nextStep(world.deps, ticket),
  ]);
  expect(steps).toEqual([{ do: 'switch' }, { do: 'switch' }, { do: 'switch' }]);
  expect(await world.deps.runs.listRuns(vision)).toMatchObject([
    { state: 'switching', fence: 1, order: claimed.claim.order },
  ]);
  expect(countItems(await items(ticket)).planned).toBe(0);
});

describe('a job whose definition was still on its way when the plan was made', () => {
  /** A live row without a definition, of a job that is there: it was submitted a moment ago. */
  async function justSubmitted(name: string): Promise<JobKey> {
    await world.submit(name, { tags: { 'sim.runSeconds': '1000000' } });
    await heardOf(name, 'Running');
    return jobKey('primary', name);
  }
  const fetched = async (job: JobKey, name: string): Promise<void> => {
    expect(await recordSpec(world.deps, { pair: vision, job, name })).toBe('recorded');
    await mirrorPass(world.deps, { pair: vision, job });
  };
  const states = async (ticket: RunTicket) =>
    Object.fromEntries((await items(ticket)).map(({ originName, state }) => [originName, said(state)]));

  test('is blocked, and is taken along by the sweep that finds it', async () => {
    const job = await justSubmitted('fresh');
    const { ticket } = await plannedRun(world);
    await planRun(world.deps, ticket);
    expect(await states(ticket)).toEqual({ fresh: 'blocked SpecNotRecorded' });
    expect(await sweepLate(world.deps, ticket)).toEqual({ added: 0 });
    expect(await states(ticket)).toEqual({ fresh: 'blocked SpecNotRecorded' });
    await fetched(job, 'fresh');
    expect(await sweepLate(world.deps, ticket)).toEqual({ added: 0 });
    expect(await states(ticket)).toEqual({ fresh: 'planned' });
    const [item] = await items(ticket);
    expect([item?.late, item?.jobType]).toEqual([false, 'Command']);
    // Once more changes nothing: it is under way.
    const released = { kind: 'released', status: 'Canceled', at: world.deps.clock.now() } as const;
    const { row, etag } = await itemOf(world, ticket, 'fresh');
    await world.deps.runs.updateItem({ ...row, state: released }, etag);
    await sweepLate(world.deps, ticket);
    expect(await states(ticket)).toEqual({ fresh: 'released' });
  });

  test('is verified by its run, of a planned move of a healthy workspace, too', async () => {
    // While a run is open the mirror copies nothing: what the job needs is there, as another one needed it before.
    await running(world, { before: {} });
    for (const mode of ['planned', 'forced'] as const) {
      const name = `fresh_${mode}`;
      const job = await justSubmitted(name);
      const side = (await world.deps.pointers.read(vision)).active.active;
      if (side === 'secondary') await homeAgain(world, { inFlight: 'finish' });
      const claim = await started(world, { kind: 'failover', mode });
      await carriedOut(world, claim, async ({ do: what }) => {
        if (what === 'sweep' && (await world.deps.ledger.get(vision, job))?.spec.kind === 'wanted')
          await fetched(job, name);
      });
      expect((await outcomes(world, claim.order.run))[name]).toBe('verified');
    }
  });

  test('stays blocked when nobody could fetch it until the last sweep', async () => {
    await justSubmitted('unfetched');
    const run = await runOf(world, { kind: 'failover' });
    expect(await outcomes(world, run)).toEqual({ unfetched: 'blocked SpecNotRecorded' });
  });

  test('is what its definition makes of it, when that cannot be submitted', async () => {
    const job = await justSubmitted('child_of_sdk1');
    const { ticket } = await plannedRun(world);
    await planRun(world.deps, ticket);
    await fetched(job, 'child_of_sdk1');
    const at = plus(world.deps.clock.now(), 1_000);
    await world.deps.ledger.recordSpec(vision, job, {
      at,
      spec: { kind: 'recorded', hash: 'h' as never, bytes: 1, at },
      jobType: 'ZBase',
    });
    await sweepLate(world.deps, ticket);
    expect(await states(ticket)).toEqual({ child_of_sdk1: 'blocked NotResubmittable(ZBase)' });
  });
});
