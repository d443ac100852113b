import { describe, expect, test } from 'vitest';
import { jobKey } from '../../../shared/core/ids.ts';
import type { Workspaces } from '../../../shared/ports.ts';
import { reconcile } from '../../../shared/work/reconcile.ts';
import { listing } from '../../support/between.ts';
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

describe('a list that is longer than one pass', () => {
  test('is read to its end by as many as it takes, and the rows are asked for meanwhile', async () => {
    const running = fresh('at_the_bottom');
    await world.submit(running, longRunning);
    for (let no = 0; no < 130; no += 1) {
      const name = fresh('history');
      await world.submit(name);
      await world.force(name, 'Completed');
    }
    const heard = fresh('heard_of');
    await world.deps.ledger.observe(vision, {
      side: 'primary',
      name: heard,
      at: world.deps.clock.now(),
      status: 'Running',
    });
    const slow = listing(world.deps, (page) => {
      world.clock.advance(minutes(1));
      return page;
    });
    await reconcile(slow);
    expect(await standing(running)).toBe('unknown');
    expect(await world.deps.ledger.watermark(vision, 'primary')).toBeUndefined();
    expect(await standing(heard)).toBe('done Running wanted');
    let passes = 1;
    for (; passes < 20 && (await world.deps.ledger.watermark(vision, 'primary')) === undefined; passes += 1)
      await reconcile(slow);
    expect(await standing(running)).toMatch(/^live \w+ recorded$/);
    expect(await world.deps.ledger.bookmark(vision, 'primary')).toBeUndefined();
    expect(passes).toBeLessThan(20);
  });

  test('is begun anew when the place where it was left is not there any more', async () => {
    const name = fresh('anew');
    await world.submit(name);
    const nextLink = `${world.region.primary}/jobs?$skipToken=long-gone`;
    await world.deps.ledger.setBookmark(vision, 'primary', { nextLink });
    const gone = { kind: 'refused', status: 400, reason: { code: 'BadToken', message: 'expired' } } as const;
    const { workspaces } = world.deps;
    const listJobs: Workspaces['listJobs'] = async (workspace, link) =>
      link === nextLink ? gone : workspaces.listJobs(workspace, link);
    const expired = { ...world.deps, workspaces: { ...workspaces, listJobs } };
    await reconcile(expired);
    expect(await standing(name)).toBe('unknown');
    await reconcile(expired);
    expect(await standing(name)).toMatch(/^live/);
  });
});

test('a list that cannot be gone on with, as if the service were in trouble, is begun anew after some passes', async () => {
  const name = fresh('nowhere');
  await world.submit(name);
  const nextLink = `${world.region.primary}/jobs?$skipToken=unknown`;
  await world.deps.ledger.setBookmark(vision, 'primary', { nextLink });
  const trouble = { kind: 'unreachable', reason: { code: 'Http500', message: 'no such token' } } as const;
  const { workspaces } = world.deps;
  const listJobs: Workspaces['listJobs'] = async (workspace, link) =>
    link === nextLink ? trouble : workspaces.listJobs(workspace, link);
  const broken = { ...world.deps, workspaces: { ...workspaces, listJobs } };
  for (let pass = 0; pass < 5; pass += 1) await reconcile(broken);
  expect(await standing(name)).toBe('unknown');
  await reconcile(broken);
  expect(await standing(name)).toMatch(/^live/);
});
