import { describe, expect, test } from 'vitest';
import { jobKey } from '../../../shared/core/ids.ts';
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
    expect(await specOf(work)).toMatchObject({ kind: 'gone' });
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
});
