import { describe, expect, test } from 'vitest';
import { plus, type Millis } from '../../../shared/core/time.ts';
import type { Deps } from '../../../shared/work/deps.ts';
import { directionOf, judgeItem } from '../../../shared/work/run/judge-item.ts';
import { planRun } from '../../../shared/work/run/plan-run.ts';
import { vision } from '../../support/deps.ts';
import { running } from '../../support/running-jobs.ts';
import { itemOf, plannedRun, useWorld } from '../../support/world.ts';

const world = useWorld();

/**
 * The compute that a copy would get whose job names one that the source has not, by the last look at it.
 * @param look how long after the job was recorded that was.
 */
async function computeAfter(look: Millis, deps: (known: Deps) => Deps = (known) => known): Promise<unknown> {
  const [name = ''] = await running(world, { trains: {} });
  const { assets } = world.deps;
  const facts = await assets.facts(vision, 'primary');
  if (facts === undefined) throw new Error('the primary was never looked at');
  // Nothing moves the clock while a job is recorded, so this is when that was, too.
  await assets.setFacts(vision, 'primary', { ...facts, at: plus(facts.at, look), computes: [] });
  world.clock.advance(60_000);
  const { ticket, run } = await plannedRun(world);
  await planRun(world.deps, ticket);
  const { row: item } = await itemOf(world, ticket, name);
  const judged = await judgeItem(deps(world.deps), run, item, await directionOf(world.deps, run));
  return judged.kind === 'blocked'
    ? judged.reasons.map(({ code }) => code)
    : (judged.spec['computeId'] ?? 'serverless');
}

describe('a compute that the source had not when it was last looked at', () => {
  const there = (): string => `${world.region.secondary}/computes/cpu-cluster`;

  test('is kept in a run when the job was recorded after that: it may be new', async () => {
    expect(await computeAfter(0)).toBe(there());
  });

  test('was put there by the service when the job was recorded before, however late the run began', async () => {
    expect(await computeAfter(1_000)).toBe('serverless');
  });

  test('is kept when nobody knows any more when the job was recorded', async () => {
    const forgetful = (known: Deps): Deps => ({
      ...known,
      ledger: { ...known.ledger, get: () => Promise.resolve(undefined) },
    });
    expect(await computeAfter(1_000, forgetful)).toBe(there());
  });
});
