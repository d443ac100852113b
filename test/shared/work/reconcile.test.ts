import { describe, expect, test } from 'vitest';
import { isVictim } from '../../../shared/core/items.ts';
import { jobKey } from '../../../shared/core/ids.ts';
import { instant } from '../../../shared/core/time.ts';
import type { Ledger } from '../../../shared/ports.ts';
import { reconcile } from '../../../shared/work/reconcile.ts';
import { asking, listing } from '../../support/between.ts';
import { vision } from '../../support/deps.ts';
import { longRunning } from '../../support/failed-over.ts';
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
    expect(await standing(name)).toBe('done Running wanted');
    expect(await rowOf(name)).toMatchObject({ deniedAt: world.deps.clock.now() });
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

  test('that was cut off in the middle of the list goes on there, and forgets nothing', async () => {
    const names = Array.from({ length: 35 }, (_, index) => `${fresh('many')}_${index}`);
    for (const name of names) await world.submit(name);
    await world.fault('primary', { kind: '5xx', methods: ['GET'], count: 2, rate: 0.6 });
    for (let turn = 0; turn < 4; turn += 1) await reconcile(world.deps);
    const rows = await world.deps.ledger.live(vision, 'primary');
    const known = new Set(rows.map(({ name }) => name));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  test('brings back, with its definition, a job that its workspace has denied for a moment', async () => {
    const name = fresh('blinked');
    await world.submit(name, longRunning);
    await world.recorded(name);
    await reconcile(world.deps);
    const unlisted = listing(world.deps, (page) => ({ ...page, jobs: page.jobs.filter((job) => job.name !== name) }));
    const unseen = asking(world.deps, async (ask, job) => (job === name ? { kind: 'absent' } : ask()));
    const { workspaces } = unlisted;
    const denying = { ...unseen, workspaces: { ...unseen.workspaces, listJobs: workspaces.listJobs.bind(workspaces) } };
    world.clock.advance(minutes(15));
    await reconcile(denying);
    expect(await standing(name)).toMatch(/^done \w+ recorded$/);
    world.clock.advance(minutes(5));
    await reconcile(denying);
    expect(await rowOf(name)).toMatchObject({ deniedAt: world.deps.clock.now() - minutes(5) });
    world.clock.advance(minutes(5));
    await reconcile(world.deps);
    expect(await standing(name)).toMatch(/^live \w+ recorded$/);
  });

  test('has the definition of a job that was denied after its end, and is shown again', async () => {
    const name = fresh('shown_again');
    await world.submit(name, longRunning);
    await reconcile(world.deps);
    const late = fresh('late_word');
    await world.submit(late, longRunning);
    await world.deps.ledger.observe(vision, {
      side: 'primary',
      name: late,
      at: world.deps.clock.now(),
      status: 'Running',
    });
    world.clock.advance(minutes(1));
    await world.force(late, 'Failed', 'outage');
    world.clock.advance(minutes(1));
    await world.deps.ledger.recordSpec(vision, jobKey('primary', late), {
      at: world.deps.clock.now(),
      spec: { kind: 'gone' },
    });
    world.clock.advance(minutes(1));
    await reconcile(world.deps);
    expect(await standing(late)).toBe('done Failed recorded');
  });

  test('reads the definition again when somebody has changed the tags of the job', async () => {
    const name = fresh('retagged');
    await world.submit(name, { tags: { team: 'vision' } });
    await world.recorded(name);
    const before = await rowOf(name);
    await world.submit(name, { tags: { team: 'vision', failover: 'skip' } }).catch(() => {});
    world.clock.advance(minutes(5));
    await reconcile(world.deps);
    const after = await rowOf(name);
    expect(after?.tags).toMatchObject({ failover: 'skip' });
    if (after?.spec.kind !== 'recorded' || before?.spec.kind !== 'recorded') throw new Error('no definition');
    expect(after.spec.hash).not.toBe(before.spec.hash);
    expect(await world.deps.specs.get(after.spec.hash)).toMatchObject({ tags: { failover: 'skip' } });
    world.clock.advance(minutes(5));
    await reconcile(world.deps);
    expect((await rowOf(name))?.spec).toEqual(after.spec);
  });

  test('asks for every live job within some passes, however few answers each of them gets', async () => {
    const names = Array.from({ length: 12 }, () => fresh('crowd'));
    for (const name of names) {
      await world.submit(name);
      await world.recorded(name);
    }
    await reconcile(world.deps);
    world.clock.advance(minutes(15));
    await world.submit(fresh('newest'));
    await reconcile(world.deps);
    for (const name of names) await world.force(name, 'Completed');
    let ended = 0;
    for (let pass = 0; pass < 40 && ended < names.length; pass += 1) {
      world.clock.advance(minutes(5) + 1_000);
      let answers = 4;
      await reconcile(
        asking(world.deps, async (ask) =>
          (answers -= 1) < 0 ? { kind: 'throttled', until: world.deps.clock.now() } : ask(),
        ),
      );
      const rows = await Promise.all(names.map(rowOf));
      ended = rows.filter((row) => row?.state === 'done').length;
    }
    expect(ended).toBe(names.length);
  });

  test('passes over a listed run whose name no job can have', async () => {
    const name = fresh('proper');
    await world.submit(name);
    await reconcile(
      listing(world.deps, (page) => ({ ...page, jobs: page.jobs.map((job) => ({ ...job, name: 'x'.repeat(256) })) })),
    );
    expect(await standing(name)).toBe('unknown');
    await reconcile(world.deps);
    expect(await standing(name)).toMatch(/^live/);
  });
});

test('what goes wrong with one pair is told, and keeps no other from its turn', async () => {
  const name = fresh('other_pair');
  await world.submit(name);
  const [pair] = world.deps.config.pairs;
  const broken = { ...pair, name: 'broken' as typeof vision };
  const ledger: Ledger = {
    ...world.deps.ledger,
    live: (of, side) =>
      of === 'broken' ? Promise.reject(new Error('no such luck')) : world.deps.ledger.live(of, side),
  };
  const config = { ...world.deps.config, pairs: [broken, pair] as const };
  await expect(reconcile({ ...world.deps, ledger, config })).rejects.toThrow('no such luck');
  expect(await standing(name)).toMatch(/^live/);
});
