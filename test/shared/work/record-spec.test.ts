import { describe, expect, test } from 'vitest';
import { jobKey } from '../../../shared/core/ids.ts';
import { isVictim } from '../../../shared/core/items.ts';
import { instant } from '../../../shared/core/time.ts';
import type { SpecWork } from '../../../shared/ports.ts';
import { recordSpec } from '../../../shared/work/record-spec.ts';
import { vision } from '../../support/deps.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();

let jobs = 0;
/** A job that the ledger knows by name and status alone. */
async function heardOf(status = 'Running', submit = true): Promise<SpecWork> {
  jobs += 1;
  const name = `heard_${jobs}`;
  if (submit) await world.submit(name);
  await world.deps.ledger.observe(vision, { side: 'primary', name, at: world.deps.clock.now(), status });
  return { pair: vision, job: jobKey('primary', name), name };
}

const specOf = async ({ job }: SpecWork) => (await world.deps.ledger.get(vision, job))?.spec;

describe('work on a definition', () => {
  test('stores it as the service gives it, and then names it in the row', async () => {
    const work = await heardOf();
    expect(await recordSpec(world.deps, work)).toBe('recorded');
    const spec = await specOf(work);
    if (spec?.kind !== 'recorded') throw new Error(spec?.kind);
    expect(await world.deps.specs.get(spec.hash)).toMatchObject({ jobType: 'Command', command: 'python train.py' });
    expect(await recordSpec(world.deps, work)).toBe('dropped');
  });

  test.each<[string, object]>([
    ['unreachable', { kind: 'reset', operations: 'all' }],
    ['failing', { kind: '5xx', operations: 'all' }],
    ['throttled', { kind: 'throttle', operations: 'all', bucket: { size: 0.5, perSecond: 1 } }],
  ])('waits, however often, while its workspace is %s, and is done when it answers', async (_how, trouble) => {
    const work = await heardOf();
    await world.fault('primary', trouble);
    for (let turn = 0; turn < 8; turn += 1) expect(await recordSpec(world.deps, work)).toBe('later');
    expect(await world.deps.queued('spec-work')).toHaveLength(8);
    expect(await world.deps.queued('poison')).toEqual([]);
    await world.region.control('DELETE', '/faults/eastus');
    expect(await recordSpec(world.deps, work)).toBe('recorded');
  });

  test('for a job that the workspace does not have marks it as gone', async () => {
    const work = await heardOf('Running', false);
    expect(await recordSpec(world.deps, work)).toBe('gone');
    const row = await world.deps.ledger.get(vision, work.job);
    expect(row).toMatchObject({ state: 'done', status: 'Running', deniedAt: world.deps.clock.now() });
  });

  test('for a job that failed meanwhile is done all the same: it may be a victim of the outage', async () => {
    const work = await heardOf();
    await world.force(work.name, 'Failed', 'outage');
    const now = world.deps.clock.now();
    await world.deps.ledger.observe(vision, { side: 'primary', name: work.name, at: now, status: 'Failed' });
    expect(await recordSpec(world.deps, work)).toBe('recorded');
    expect(await specOf(work)).toMatchObject({ kind: 'recorded' });
  });

  test('for a job that completed, or for a pair that is no longer configured, is dropped', async () => {
    expect(await recordSpec(world.deps, await heardOf('Completed'))).toBe('dropped');
    const elsewhere = { ...(await heardOf()), pair: 'speech' as typeof vision };
    expect(await recordSpec(world.deps, elsewhere)).toBe('dropped');
  });

  test.each([
    ['that ran', true],
    ['that never began', false],
  ])(
    'for an old failed job %s, which somebody has archived, makes no victim of it and no failure of today',
    async (_, ran) => {
      jobs += 1;
      const name = `archived_${jobs}`;
      await world.submit(name);
      if (ran) {
        await world.force(name, 'Running');
        world.clock.advance(60_000);
      }
      await world.force(name, 'Failed');
      const failedAt = world.clock.now();
      world.clock.advance(30 * 24 * 3_600_000);
      const now = world.deps.clock.now();
      await world.deps.ledger.observe(vision, { side: 'primary', name, at: now });
      world.clock.advance(1_000);
      const work = { pair: vision, job: jobKey('primary', name), name };
      expect(await recordSpec(world.deps, work)).toBe('recorded');
      const row = await world.deps.ledger.get(vision, work.job);
      if (row?.state !== 'done') throw new Error(row?.state);
      expect(row.endedAt).toBeLessThanOrEqual(failedAt);
      expect(isVictim(row, instant(now - 30 * 60_000))).toBe(false);
    },
  );

  test('for a job that failed before anybody told of it makes a victim of it', async () => {
    jobs += 1;
    const name = `at_once_${jobs}`;
    await world.submit(name);
    const now = world.deps.clock.now();
    await world.deps.ledger.observe(vision, { side: 'primary', name, at: now });
    await world.force(name, 'Failed', 'outage');
    const work = { pair: vision, job: jobKey('primary', name), name };
    expect(await recordSpec(world.deps, work)).toBe('recorded');
    const row = await world.deps.ledger.get(vision, work.job);
    expect(row?.state === 'done' && isVictim(row, instant(now - 30 * 60_000))).toBe(true);
  });
});
