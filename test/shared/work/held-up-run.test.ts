import { describe, expect, test } from 'vitest';
import type { Claim } from '../../../shared/core/pointer.ts';
import type { RunStep } from '../../../shared/core/run-step.ts';
import { takeOver } from '../../../shared/work/take-over.ts';
import { answersWith, http503, type Answers } from '../../support/answers.ts';
import { recordedOrchestrations, vision } from '../../support/deps.ts';
import { copyName, running } from '../../support/running-jobs.ts';
import { booksFromHere, cancelled, carriedOut, configured, itemsOf, outcomes, started } from '../../support/runs.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
const minute = 60_000;
const planned = { kind: 'failover', mode: 'planned' } as const;

/** Carries a run on until just before the first step of that kind, lets time pass, and has a person take it over. */
async function heldUp(claim: Claim, before: RunStep['do'], minutes: number): Promise<Claim> {
  expect(await carriedOut(world, claim, ({ do: what }) => (what === before ? 'stop' : undefined))).toBe('left');
  world.clock.advance(minutes * minute);
  const taken = await takeOver(world.deps, recordedOrchestrations(), vision, claim.order.run, 'ada');
  if (taken.kind !== 'taken') throw new Error(taken.kind);
  return taken.claim;
}

/** Answers like that to the first call that it is about, and no longer. */
function once(answers: Answers): Answers {
  let said = false;
  return (call) => {
    const answer = said ? undefined : answers(call);
    said ||= answer !== undefined;
    return answer;
  };
}

describe('a run that nobody carried out for a while', () => {
  test('asks each origin to end all the same: none is late for a question that nobody has put', async () => {
    const [one = '', two = ''] = await running(world, { one: {}, two: {} });
    const books = booksFromHere(world);
    const claim = await heldUp(await started(world, planned), 'release', 61);
    expect(await carriedOut(world, claim)).toBe('ended');
    expect(await outcomes(world, claim.order.run)).toEqual({ [one]: 'verified', [two]: 'verified' });
    expect(cancelled(books()).toSorted()).toEqual([one, two].toSorted());
  });

  test('asks an origin whose end was intended, and whose cancel was never sent', async () => {
    const [name = ''] = await running(world, { between: {} });
    const first = await started(world, planned);
    const claim = await heldUp(first, 'release', 0);
    const [found] = await world.deps.runs.items(claim.order.run);
    if (found === undefined) throw new Error('no item');
    const since = world.deps.clock.now();
    await world.deps.runs.updateItem(
      { ...found.row, askedToEnd: since, state: { kind: 'releasing', since } },
      found.etag,
    );
    world.clock.advance(61 * minute);
    const books = booksFromHere(world);
    await carriedOut(world, claim);
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'verified' });
    expect(cancelled(books())).toEqual([name]);
  });

  test('gives up no origin for one look that gets no answer', async () => {
    const [name = ''] = await running(world, { blinks: {} });
    const first = await started(world, planned);
    let looks = 0;
    await carriedOut(world, first, ({ do: what }) => {
      if (what === 'release') looks += 1;
      return looks === 2 ? 'stop' : undefined;
    });
    world.clock.advance(61 * minute);
    answersWith(
      world,
      once(({ operation, side }) => (operation === 'getJob' && side === 'primary' ? http503 : undefined)),
    );
    await carriedOut(world, first);
    expect(await outcomes(world, first.order.run)).toEqual({ [name]: 'verified' });
  });

  test('gives up no job for one submission that is throttled', async () => {
    const [name = ''] = await running(world, { thr: {} });
    const claim = await heldUp(await started(world, { kind: 'failover' }), 'resubmit', 180);
    const until = world.deps.clock.now() + 5_000;
    answersWith(
      world,
      once(({ operation }) => (operation === 'putJob' ? { kind: 'throttled', until: until as never } : undefined)),
    );
    const states = new Set<string>();
    await carriedOut(world, claim, async () => {
      for (const { state } of await itemsOf(world, claim.order.run)) states.add(state.kind);
    });
    expect(states).toContain('submitting');
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'verified' });
    expect(world.created('secondary', copyName(world, name))).toHaveLength(1);
  });
});

describe('a job whose origin can never be looked at', () => {
  test('ends all the same when that has gone on for run.releaseTimeout, without having been asked to end', async () => {
    const [name = ''] = await running(world, { unseen: {} });
    configured(world, { releaseTimeout: 10 * minute });
    const claim = await started(world, planned);
    const books = booksFromHere(world);
    answersWith(world, ({ operation, side }) => (operation === 'getJob' && side === 'primary' ? http503 : undefined));
    let tried = 0;
    await carriedOut(world, claim, ({ do: what }) => {
      if (tried === 0 && what === 'release') tried = world.clock.now();
    });
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'failed OriginNotTerminal' });
    const [item] = await itemsOf(world, claim.order.run);
    if (item?.state.kind !== 'ended') throw new Error('it has not ended');
    expect(item.state.at - tried).toBeGreaterThanOrEqual(10 * minute);
    expect(item.state.at - tried).toBeLessThan(11 * minute);
    expect(cancelled(books())).toEqual([]);
  });
});
