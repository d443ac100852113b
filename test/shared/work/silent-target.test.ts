import { describe, expect, test } from 'vitest';
import type { Claim } from '../../../shared/core/pointer.ts';
import type { ItemState } from '../../../shared/core/run.ts';
import type { ArmTrouble } from '../../../shared/ports.ts';
import { cancelRun } from '../../../shared/work/cancel-run.ts';
import { retryRun } from '../../../shared/work/retry-run.ts';
import { answersWith, http503 } from '../../support/answers.ts';
import { recordedOrchestrations, vision } from '../../support/deps.ts';
import { copyName, running } from '../../support/running-jobs.ts';
import { booksFromHere, cancelled, carriedOut, configured, itemsOf, outcomes, started } from '../../support/runs.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
const minute = 60_000;
const planned = { kind: 'failover', mode: 'planned' } as const;
const forbidden: ArmTrouble = { kind: 'refused', status: 403, reason: { code: 'AuthorizationFailed', message: 'no' } };
const noToken: ArmTrouble = { kind: 'no-token', reason: { code: 'NoToken', message: 'no identity' } };

async function stateOf(claim: Claim): Promise<ItemState | undefined> {
  return (await itemsOf(world, claim.order.run))[0]?.state;
}
async function isFree(): Promise<boolean> {
  return (await world.deps.pointers.read(vision)).claim?.state === 'ended';
}
/** The other workspace answers nothing any more. */
const silent = () => world.fault('secondary', { kind: '5xx' });

/** Carries the run out; from the first step of that kind on nobody answers in the other workspace, or as told. */
async function silentFrom(claim: Claim, step: string, trouble?: ArmTrouble): Promise<void> {
  let began = false;
  await carriedOut(world, claim, async ({ do: what }) => {
    if (began || what !== step) return;
    began = true;
    if (trouble === undefined) await silent();
    else answersWith(world, ({ side }) => (side === 'secondary' ? trouble : undefined));
  });
  expect(began).toBe(true);
}

describe('a workspace that falls silent after the jobs were submitted there', () => {
  test.each<[string, ArmTrouble | undefined]>([
    ['gives server errors', undefined],
    ['lets us see nothing any more', forbidden],
    ['cannot be asked for want of a token', noToken],
  ])('and %s lets the run end in its time, with the name to look for', async (_what, trouble) => {
    const [name = ''] = await running(world, { quiet: {} });
    const claim = await started(world, { kind: 'failover' });
    const before = world.clock.now();
    await silentFrom(claim, 'verify', trouble);
    expect(await isFree()).toBe(true);
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'failed TargetSilent' });
    expect(await stateOf(claim)).toMatchObject({ targetName: copyName(world, name) });
    expect(world.clock.now() - before).toBeGreaterThanOrEqual(30 * minute);
    expect(world.clock.now() - before).toBeLessThan(35 * minute);
  });

  test('frees the pair at once when a person cancels the run', async () => {
    const [name = ''] = await running(world, { quiet: {} });
    const claim = await started(world, { kind: 'failover' });
    let verifies = 0;
    let cancelledAt = 0;
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what !== 'verify') return;
      verifies += 1;
      if (verifies === 1) await silent();
      if (verifies !== 2) return;
      await cancelRun(world.deps, vision, claim.order.run, 'grace');
      cancelledAt = world.clock.now();
    });
    expect(await isFree()).toBe(true);
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'failed TargetSilent' });
    expect(await stateOf(claim)).toMatchObject({ targetName: copyName(world, name) });
    expect(world.clock.now() - cancelledAt).toBeLessThan(minute);
  });

  test('and answers again in time fails no job for it, also when it is silent once more', async () => {
    const [name = ''] = await running(world, { flickers: { tags: { 'sim.runSeconds': '1000000' } } });
    configured(world, { notStartedTimeout: 10 * minute });
    const claim = await started(world, { kind: 'failover' });
    let since = 0;
    answersWith(world, ({ operation, side }) => {
      if (operation !== 'getJob' || side !== 'secondary') return undefined;
      if (since === 0) since = world.clock.now();
      const minutes = (world.clock.now() - since) / minute;
      // Eight minutes of silence, one word that says nothing new, and eight minutes again.
      if (minutes >= 8 && minutes < 9) return 'absent';
      return minutes < 17 ? http503 : undefined;
    });
    await carriedOut(world, claim);
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'verified' });
  });

  test('leaves what a retry looks for first: there is one copy', async () => {
    const [name = ''] = await running(world, { found: {} });
    const claim = await started(world, { kind: 'failover' });
    await silentFrom(claim, 'verify');
    await world.fault('secondary');
    const found = await world.deps.runs.getRun(claim.order.run);
    if (found === undefined) throw new Error('no run');
    const wish = { force: [], mode: 'forced' } as const;
    const again = await retryRun(world.deps, recordedOrchestrations(), found.row, wish, { by: 'grace' });
    if (again.kind !== 'started') throw new Error(JSON.stringify(again));
    await carriedOut(world, again.claim);
    expect(await outcomes(world, again.claim.order.run)).toEqual({ [name]: 'verified' });
    expect(world.created('secondary', copyName(world, name))).toHaveLength(1);
  });
});

test('a cancelled run waits no longer for the answer to a PUT that nobody gives: the name is told', async () => {
  const [name = ''] = await running(world, { unanswered: {} });
  const claim = await started(world, { kind: 'failover' });
  let cancelledAt = 0;
  let waits = 0;
  await carriedOut(world, claim, async ({ do: what }) => {
    if (what === 'resubmit' && cancelledAt === 0) await silent();
    if (what !== 'wait' || cancelledAt > 0) return;
    waits += 1;
    if (waits < 3) return;
    await cancelRun(world.deps, vision, claim.order.run, 'grace');
    cancelledAt = world.clock.now();
  });
  expect(await isFree()).toBe(true);
  expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'failed TargetSilent' });
  expect(await stateOf(claim)).toMatchObject({ targetName: copyName(world, name) });
  expect(world.clock.now() - cancelledAt).toBeLessThan(minute);
});

describe('a planned move to a workspace that falls silent right after the switch', () => {
  test('ends in its time, and has asked no job to end', async () => {
    const [name = ''] = await running(world, { stays: {} });
    const claim = await started(world, planned);
    const books = booksFromHere(world);
    const before = world.clock.now();
    await silentFrom(claim, 'plan');
    expect(await isFree()).toBe(true);
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'failed TargetSilent' });
    expect(cancelled(books())).toEqual([]);
    expect(world.clock.now() - before).toBeLessThan(35 * minute);
    expect(JSON.stringify(await stateOf(claim))).toContain('goes on where it was');
  });

  test('says of a job that had been asked to end that it goes on nowhere', async () => {
    const [name = ''] = await running(world, { asked: {} });
    const claim = await started(world, planned);
    let looks = 0;
    await carriedOut(world, claim, async ({ do: what }) => {
      if (what === 'release') looks += 1;
      if (looks === 2) await silent();
    });
    expect(await isFree()).toBe(true);
    expect(await outcomes(world, claim.order.run)).toEqual({ [name]: 'failed TargetSilent' });
    expect(JSON.stringify(await stateOf(claim))).toContain('was asked to end');
  });
});
