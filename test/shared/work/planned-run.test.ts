import { describe, expect, test } from 'vitest';
import { aliveTogether } from '../../../local/scenarios/alive-together.ts';
import { reconcile } from '../../../shared/work/reconcile.ts';
import { vision } from '../../support/deps.ts';
import { probed } from '../../support/failed-over.ts';
import { copyName, privateInput, running, sharedOutput } from '../../support/running-jobs.ts';
import {
  booksFromHere,
  cancelled,
  carriedOut,
  configured,
  homeAgain,
  outcomes,
  runOf,
  started,
} from '../../support/runs.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();

const planned = { kind: 'failover', mode: 'planned' } as const;

describe('a planned failover', () => {
  test('ends each origin, sees it terminal, and only then submits its copy', async () => {
    const [one = '', two = ''] = await running(world, { one: {}, two: {} });
    const books = booksFromHere(world);
    const run = await runOf(world, planned);
    expect(await outcomes(world, run)).toEqual({ [one]: 'verified', [two]: 'verified' });
    expect(aliveTogether(books())).toEqual([]);
    expect(cancelled(books()).toSorted()).toEqual([one, two].toSorted());
    expect(await world.deps.pointers.read(vision)).toMatchObject({ active: { active: 'secondary', epoch: 1 } });
  });

  test('never asks a job to end that could not be submitted', async () => {
    const [name = ''] = await running(world, { private: privateInput });
    const books = booksFromHere(world);
    const run = await runOf(world, planned);
    expect((await outcomes(world, run))[name]).toMatch(/^blocked .*DataNotInStandby/);
    expect(cancelled(books())).toEqual([]);
  });

  test('takes a job for what it became before anybody asked it to end', async () => {
    const [done = '', failed = '', stopped = '', gone = ''] = await running(world, {
      done: {},
      failed: {},
      stopped: {},
      gone: {},
    });
    const claim = await started(world, planned);
    const books = booksFromHere(world);
    let looks = 0;
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'release') looks += 1;
      if (what !== 'release' || looks > 1) return;
      await world.force(done, 'Completed');
      await world.force(failed, 'Failed');
      await world.force(stopped, 'CancelRequested', 'user');
      await world.force(gone, 'Canceled');
      await world.region.client.delete(`${world.region.primary}/jobs/${gone}`);
    });
    expect(await outcomes(world, claim.order.run)).toEqual({
      [done]: 'superseded OriginCompleted',
      [failed]: 'superseded OriginFailed',
      [stopped]: 'skipped UserCancelled',
      [gone]: 'skipped OriginGone',
    });
    expect(cancelled(books())).toEqual([]);
    for (const name of [done, failed, stopped, gone])
      expect(world.created('secondary', copyName(world, name))).toEqual([]);
  });

  test('lets a job that is only storing its outputs finish', async () => {
    const [name = ''] = await running(world, { storing: {} });
    const claim = await started(world, planned);
    const books = booksFromHere(world);
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'plan') await world.force(name, 'Finalizing');
    });
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'superseded OriginCompleted' });
    expect(cancelled(books())).toEqual([]);
  });

  test('does not submit a job whose origin does not end, and says so', async () => {
    const [name = ''] = await running(world, { stubborn: {} });
    configured(world, { releaseTimeout: 60_000 });
    await world.fault('primary', { kind: '5xx', methods: ['POST'] });
    const run = await runOf(world, planned);
    expect(await outcomes(world, run)).toEqual({ [name]: 'failed OriginNotTerminal' });
    expect(world.asked('PUT', copyName(world, name))).toEqual([]);
  });

  test('that asked in vain leaves jobs that a later outage moves: it was no person’s wish', async () => {
    const [fell = '', lives = ''] = await running(world, { fell: {}, lives: {} });
    configured(world, { releaseTimeout: 60_000 });
    await world.fault('primary', { kind: '5xx', methods: ['POST'] });
    await runOf(world, planned);
    await world.fault('primary');
    await homeAgain(world);
    world.clock.advance(49 * 3_600_000);
    await world.force(fell, 'Failed', 'outage');
    await reconcile(world.deps);
    await probed(world, 'unreachable');
    const run = await runOf(world, { kind: 'failover', mode: 'forced', force: ['coolDown'] });
    expect(await outcomes(world, run)).toMatchObject({ [fell]: 'verified', [lives]: 'verified' });
  });

  test('asks no job to end while the other workspace does not answer', async () => {
    const [name = ''] = await running(world, { patient: {} });
    const claim = await started(world, planned);
    const books = booksFromHere(world);
    let looks = 0;
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'plan') await world.fault('secondary', { kind: '5xx' });
      if (what !== 'release') return;
      looks += 1;
      if (looks === 3) expect(cancelled(books())).toEqual([]);
      if (looks === 3) await world.fault('secondary');
    });
    expect(looks).toBeGreaterThanOrEqual(3);
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'verified' });
  });

  test('waits as long as ARM asks it to when it is throttled, and then goes on', async () => {
    const names = await running(world, { thr_a: {}, thr_b: {}, thr_c: {} });
    const bucket = { size: 1.5, perSecond: 0.1 };
    const claim = await started(world, planned);
    const begun = world.clock.now();
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'plan') await world.fault('primary', { kind: 'throttle', operations: 'write', bucket });
    });
    expect(Object.values(await outcomes(world, claim.order.run))).toEqual(names.map(() => 'verified'));
    // The second and the third cancel each wait for a token.
    expect(world.clock.now() - begun).toBeGreaterThanOrEqual(15_000);
  });

  test('may write to the path of its origin, which does not any more', async () => {
    const [name = ''] = await running(world, { writer: sharedOutput('models') });
    expect(await outcomes(world, await runOf(world, planned))).toEqual({ [name]: 'verified' });
  });

  test('that lets jobs finish moves the pointer and nothing else', async () => {
    const [name = ''] = await running(world, { left: {} });
    const books = booksFromHere(world);
    const run = await runOf(world, { kind: 'failover', inFlight: 'finish' });
    expect(await outcomes(world, run)).toEqual({ [name]: 'skipped LeftToFinish' });
    expect(await world.deps.pointers.read(vision)).toMatchObject({
      active: { active: 'secondary', epoch: 1 },
      claim: { order: { mode: 'planned', inFlight: 'finish' } },
    });
    expect(cancelled(books())).toEqual([]);
    expect(books().filter((line) => line.kind === 'request' && line.method === 'PUT')).toEqual([]);
  });

  test('takes no job for a victim that failed a while ago: nobody speaks of an outage', async () => {
    const [failed = ''] = await running(world, { failed_before: {} });
    await world.force(failed, 'Failed');
    await world.deps.ledger.observe(vision, {
      side: 'primary',
      name: failed,
      at: world.deps.clock.now(),
      status: 'Failed',
    });
    world.clock.advance(60_000);
    expect(await outcomes(world, await runOf(world, planned))).toEqual({});
  });
});

describe('a forced failover', () => {
  test('blocks a job whose origin could be writing to the same path, unless the configuration says otherwise', async () => {
    for (const outputs of ['block', 'suffix', 'same'] as const) {
      const [name = ''] = await running(world, { fixed: sharedOutput('models') });
      configured(world, { outputs });
      const side = (await world.deps.pointers.read(vision)).active.active;
      if (side === 'secondary') await homeAgain(world, { inFlight: 'finish' });
      const run = await runOf(world, { kind: 'failover' });
      const state = (await outcomes(world, run))[name];
      expect(state).toBe(outputs === 'block' ? 'blocked OutputPathShared' : 'verified');
      const epoch = (await world.deps.pointers.read(vision)).active.epoch;
      const [made] = world.created('secondary', copyName(world, name, epoch));
      expect(made === undefined).toBe(outputs === 'block');
      const copy = await world.region.client.get(`${world.region.secondary}/jobs/${copyName(world, name, epoch)}`);
      const written = outputs === 'suffix' ? 'models-failover/' : 'models/';
      if (outputs !== 'block') expect(JSON.stringify(copy.body)).toContain(`paths/${written}"`);
      // It is out of the way of the next one.
      await world.force(name, 'Completed');
      await world.deps.ledger.observe(vision, {
        side: 'primary',
        name,
        at: world.deps.clock.now(),
        status: 'Completed',
      });
    }
  });
});
