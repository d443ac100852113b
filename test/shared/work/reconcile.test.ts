import { describe, expect, test } from 'vitest';
import { isVictim } from '../../../shared/core/items.ts';
import { jobKey } from '../../../shared/core/ids.ts';
import { instant } from '../../../shared/core/time.ts';
import { reconcile } from '../../../shared/work/reconcile.ts';
import { vision } from '../../support/deps.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
const minutes = (count: number): number => count * 60_000;

let jobs = 0;
function fresh(word: string): string {
  jobs += 1;
  return `${word}_${jobs}`;
}

const rowOf = (name: string) => world.deps.ledger.get(vision, jobKey('primary', name));
const standing = async (name: string): Promise<string> => {
  const row = await rowOf(name);
  return row === undefined ? 'unknown' : `${row.state} ${row.status} ${row.spec.kind}`;
};

describe('the first pass', () => {
  test('records every job that is not over, with its definition, and no job that ended before we came', async () => {
    const [running, over, failed] = [fresh('running'), fresh('over'), fresh('failed')];
    for (const name of [running, over, failed]) await world.submit(name);
    await world.force(over, 'Completed');
    await world.force(failed, 'Failed');
    await reconcile(world.deps);
    expect(await standing(running)).toMatch(/^live \w+ recorded$/);
    expect(await standing(over)).toBe('unknown');
    expect(await standing(failed)).toBe('unknown');
  });

  test('ends the rows of jobs that it knows from events and finds ended', async () => {
    const name = fresh('quick');
    await world.submit(name);
    await world.recorded(name);
    await world.force(name, 'Failed');
    await reconcile(world.deps);
    expect(await standing(name)).toBe('done Failed recorded');
  });
});

describe('a later pass', () => {
  test('makes up for every event that was lost', async () => {
    const [seen, unseen, short] = [fresh('seen'), fresh('unseen'), fresh('short')];
    await world.submit(seen);
    await reconcile(world.deps);
    world.clock.advance(minutes(5));
    await world.submit(unseen);
    await world.submit(short);
    await world.force(short, 'Failed', 'outage');
    await world.force(seen, 'Completed');
    world.clock.advance(minutes(1));
    await reconcile(world.deps);
    expect(await standing(seen)).toBe('done Completed recorded');
    expect(await standing(unseen)).toMatch(/^live \w+ recorded$/);
    expect(await standing(short)).toBe('done Failed recorded');
  });

  test('makes no victim of a job that had failed before the first pass', async () => {
    const name = fresh('old');
    await world.submit(name);
    await world.force(name, 'Failed');
    world.clock.advance(minutes(90));
    await reconcile(world.deps);
    await reconcile(world.deps);
    world.clock.advance(minutes(5));
    await world.submit(fresh('new'));
    await reconcile(world.deps);
    expect(await standing(name)).toBe('unknown');
  });

  test('makes no victim of a failed job whose tombstone is gone, although the list still shows it', async () => {
    const name = fresh('buried');
    await reconcile(world.deps);
    await world.submit(name);
    await world.recorded(name);
    await world.force(name, 'Failed');
    await reconcile(world.deps);
    expect(await standing(name)).toBe('done Failed recorded');
    world.clock.advance(minutes(49 * 60));
    await reconcile(world.deps);
    world.clock.advance(minutes(5));
    await reconcile(world.deps);
    const row = await rowOf(name);
    const now = world.deps.clock.now();
    expect(row?.state === 'done' && isVictim(row, instant(now - minutes(30)))).toBe(false);
  });

  test('takes a job from the live ones when its workspace denies it, and not when nobody answers', async () => {
    const [name, other] = [fresh('denied'), fresh('silent')];
    await reconcile(world.deps);
    for (const each of [name, other])
      await world.deps.ledger.observe(vision, {
        side: 'primary',
        name: each,
        at: world.deps.clock.now(),
        status: 'Running',
      });
    await world.submit(other);
    await world.fault('primary', { kind: '5xx', operations: 'all' });
    await reconcile(world.deps);
    expect([await standing(name), await standing(other)]).toEqual(['live Running wanted', 'live Running wanted']);
    await world.region.control('DELETE', '/faults/eastus');
    world.clock.advance(1_000);
    await reconcile(world.deps);
    expect(await standing(name)).toBe('done Running gone');
    expect(await standing(other)).toMatch(/^live \w+ recorded$/);
  });

  test('of one side that does not answer does not hold up the other', async () => {
    const name = fresh('west');
    await world.submit(name, {}, 'secondary');
    await world.fault('primary', { kind: 'reset', operations: 'all' });
    await reconcile(world.deps);
    expect(await world.deps.ledger.get(vision, jobKey('secondary', name))).toMatchObject({
      state: 'live',
      spec: { kind: 'recorded' },
    });
    const warnings = world.deps.logged.filter(({ event }) => event.startsWith('reconcile'));
    expect(warnings).toMatchObject([{ event: 'reconcile.unfinished', fields: { side: 'primary' } }]);
  });

  test('that was cut off in the middle of the list starts over, and forgets nothing', async () => {
    const names = Array.from({ length: 35 }, (_, index) => `${fresh('many')}_${index}`);
    for (const name of names) await world.submit(name);
    await world.fault('primary', { kind: '5xx', methods: ['GET'], count: 2, rate: 0.6 });
    for (let turn = 0; turn < 4; turn += 1) await reconcile(world.deps);
    const rows = await world.deps.ledger.live(vision, 'primary');
    const known = new Set(rows.map(({ name }) => name));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});
