import { describe, expect, test } from 'vitest';
import { answersWith, http503 } from '../../support/answers.ts';
import { vision } from '../../support/deps.ts';
import { copyName, running } from '../../support/running-jobs.ts';
import { booksFromHere, cancelled, carriedOut, configured, itemsOf, outcomes, started } from '../../support/runs.ts';
import { useWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const world = useWorld();
const planned = { kind: 'failover', mode: 'planned' } as const;
const minute = 60_000;

/** When the item of a job was seen to be in that state first, by the steps of its run. */
function sightings({ clock }: World) {
  const seen = new Map<string, number>();
  return {
    note: (name: string, state: string): void => {
      if (!seen.has(`${name} ${state}`)) seen.set(`${name} ${state}`, clock.now());
    },
    at: (name: string, state: string): number => seen.get(`${name} ${state}`) ?? Number.NaN,
  };
}

describe('a job whose submission keeps failing', () => {
  test('keeps no other job of a planned move from being submitted and verified at once', async () => {
    const [stuck = '', fine = ''] = await running(world, { stuck: {}, fine: {} });
    configured(world, { resubmitTimeout: 20 * minute });
    answersWith(world, ({ operation, name }) =>
      operation === 'putJob' && name === copyName(world, stuck) ? http503 : undefined,
    );
    const claim = await started(world, planned);
    const seen = sightings(world);
    await carriedOut(world, claim, async () => {
      for (const { originName, state } of await itemsOf(world, claim.order.run))
        seen.note(originName, state.kind === 'ended' ? state.outcome : state.kind);
    });
    expect(await outcomes(world, claim.order.run)).toEqual({ [stuck]: 'failed ResubmitTimeout', [fine]: 'verified' });
    expect(seen.at(fine, 'verified') - seen.at(fine, 'releasing')).toBeLessThan(minute);
    expect(seen.at(stuck, 'failed') - seen.at(stuck, 'submitting')).toBeGreaterThanOrEqual(20 * minute);
  });

  test('keeps no late row of a forced move from becoming an item and a copy', async () => {
    const [stuck = ''] = await running(world, { stuck: {} });
    configured(world, { resubmitTimeout: 20 * minute });
    answersWith(world, ({ operation, name }) =>
      operation === 'putJob' && name === copyName(world, stuck) ? http503 : undefined,
    );
    const claim = await started(world, { kind: 'failover' });
    let late = '';
    let arrivedAt = 0;
    let verifiedAt = 0;
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'resubmit' && late === '') {
        [late = ''] = await running(world, { late: {} });
        arrivedAt = world.clock.now();
      }
      const states = await outcomes(world, claim.order.run);
      if (verifiedAt === 0 && states[late] === 'verified') verifiedAt = world.clock.now();
    });
    expect(await outcomes(world, claim.order.run)).toEqual({ [stuck]: 'failed ResubmitTimeout', [late]: 'verified' });
    expect(verifiedAt - arrivedAt).toBeLessThan(2 * minute);
  });

  test('lets those behind it in its slice begin, however many of its kind are before them', async () => {
    const urgent = { tags: { 'failover.priority': '1' } };
    const [a = '', b = '', c = '', fine = ''] = await running(world, { a: urgent, b: urgent, c: urgent, fine: {} });
    configured(world, { putsAtOnce: 2, slicesAtOnce: 1, resubmitTimeout: 2 * minute });
    const stuck = [a, b, c].map((name) => copyName(world, name));
    answersWith(world, ({ operation, name }) => (operation === 'putJob' && stuck.includes(name) ? http503 : undefined));
    const claim = await started(world, { kind: 'failover' });
    const before = world.clock.now();
    let createdAt = 0;
    await carriedOut(world, claim, () => {
      if (createdAt === 0 && world.created('secondary', copyName(world, fine)).length > 0)
        createdAt = world.clock.now();
    });
    expect(await outcomes(world, claim.order.run)).toMatchObject({ [a]: 'failed ResubmitTimeout', [fine]: 'verified' });
    expect(createdAt).toBe(before);
  });
});

test('an origin that cannot be looked at keeps no other one from being asked, seen to end and moved', async () => {
  const [stuck = '', fine = ''] = await running(world, { stuck: {}, fine: {} });
  answersWith(world, ({ operation, side, name }) =>
    operation === 'getJob' && side === 'primary' && name === stuck ? http503 : undefined,
  );
  const claim = await started(world, planned);
  const books = booksFromHere(world);
  const before = world.clock.now();
  let verifiedAt = 0;
  await carriedOut(world, claim, async () => {
    const states = await outcomes(world, claim.order.run);
    if (verifiedAt === 0 && states[fine] === 'verified') verifiedAt = world.clock.now();
  });
  expect(await outcomes(world, claim.order.run)).toEqual({ [stuck]: 'failed OriginNotTerminal', [fine]: 'verified' });
  expect(verifiedAt - before).toBeLessThan(minute);
  expect(cancelled(books())).toEqual([fine]);
  expect((await world.deps.pointers.read(vision)).claim?.state).toBe('ended');
});
