import { beforeEach, describe, expect, test } from 'vitest';
import type { DrillConfig } from '../../../shared/core/drill/config.ts';
import { lastDrillIn } from '../../../shared/core/drill/last-drill.ts';
import type { Claim } from '../../../shared/core/pointer.ts';
import type { RunKind } from '../../../shared/core/pointer.ts';
import type { Run } from '../../../shared/core/run.ts';
import { cleanUpDrills } from '../../../shared/work/drill/abandon.ts';
import { tendCanaries } from '../../../shared/work/drill/canaries.ts';
import { preparednessOf } from '../../../shared/work/drill/for-ladder.ts';
import { scheduledDrills } from '../../../shared/work/drill/schedule.ts';
import { joinEpoch } from '../../../shared/work/run/join-epoch.ts';
import { judgeSlice } from '../../../shared/work/run/judge-slice.ts';
import { nextStep } from '../../../shared/work/run/next-step.ts';
import { retryRun } from '../../../shared/work/retry-run.ts';
import { planRun } from '../../../shared/work/run/plan-run.ts';
import { startRun } from '../../../shared/work/start-run.ts';
import { watch } from '../../../shared/work/watch.ts';
import { interpret } from '../../support/interpret.ts';
import { recordedOrchestrations, vision, type TestDeps } from '../../support/deps.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
const canaryConfig = {
  command: 'sleep 1',
  environment: 'azureml://registries/azureml/environments/tiny/versions/1',
};
const drill: DrillConfig = {
  ...{ blockedWindows: [], maxCanaries: 3, maxMinutes: 10, giveUpAfter: 600_000 },
  canary: canaryConfig,
};
let deps: TestDeps;
beforeEach(() => {
  world.clock.advance(1_000);
  deps = { ...world.deps, config: { ...world.deps.config, drill } };
});

/** The clock of the world, as the interpreter of the crash tests moves it. */
const clock = {
  now: () => deps.clock.now(),
  moveTo: (to: number) => world.clock.advance(Math.max(0, to - deps.clock.now())),
};

async function start(kind: RunKind = 'drill'): Promise<Claim> {
  const orchestrations = recordedOrchestrations();
  const reason = { code: 'Manual', message: 'let us see' };
  const started = await startRun(deps, orchestrations, { pair: vision, kind, reason, by: 'ada' });
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  return started.claim;
}

const ticketOf = ({ order, fence }: Claim) => ({ pair: vision, run: order.run, fence });
async function rowOf({ order }: Claim): Promise<Run> {
  const found = await deps.runs.getRun(order.run);
  if (found === undefined) throw new Error('no run');
  return found.row;
}
const outcomes = async (claim: Claim) =>
  Object.fromEntries(
    (await deps.runs.items(claim.order.run)).map(({ row: { originName, state } }) => [
      originName,
      state.kind === 'ended' && state.outcome !== 'verified' ? `${state.outcome} ${state.reasons[0].code}` : state.kind,
    ]),
  );

type CanaryJob = { name: string; status: string; archived: boolean; properties: Record<string, string> };
/** The canaries of the drill as the standby has them. */
async function canaryJobs(claim: Claim): Promise<CanaryJob[]> {
  const names = (await rowOf(claim)).drill?.canaries.map(({ name }) => name) ?? [];
  return Promise.all(
    names.map(async (name) => {
      const answer = await world.region.client.get(`${world.region.secondary}/jobs/${name}`);
      const { status, isArchived, properties } = (answer.body as { properties: Record<string, unknown> }).properties;
      const marks = properties as Record<string, string>;
      return { name, status: String(status), archived: isArchived === true, properties: marks };
    }),
  );
}

/** Plays the drill up to the point where its canaries are in the standby. */
async function underWay(): Promise<Claim> {
  const claim = await start();
  for (
    let step = await nextStep(deps, ticketOf(claim));
    step.do !== 'canaries';
    step = await nextStep(deps, ticketOf(claim))
  )
    await carryOut(step.do, claim);
  await tendCanaries(deps, ticketOf(claim));
  return claim;
}

async function carryOut(step: string, claim: Claim): Promise<void> {
  if (step === 'join') await joinEpoch(deps, ticketOf(claim));
  else if (step === 'plan') await planRun(deps, ticketOf(claim));
  else if (step === 'judge') await judgeSlice(deps, ticketOf(claim), { from: '', to: '~', count: 50 });
  else throw new Error(step);
}

describe('a drill', () => {
  test('judges every job, runs a canary on each compute they would use, and moves nothing', async () => {
    await world.submit('moves');
    await world.submit('stays', { tags: { failover: 'skip' } });
    await world.submit('stuck', { identity: { identityType: 'UserIdentity' } }).catch(() => undefined);
    for (const name of ['moves', 'stays']) await world.recorded(name);
    const claim = await start();
    expect(await interpret(deps, clock, claim)).toBe('ended');
    expect(await outcomes(claim)).toEqual({ moves: 'skipped WouldMove', stays: 'skipped SkippedByTag' });
    const run = await rowOf(claim);
    expect(run.drill?.result).toMatchObject({ passed: true, reasons: [] });
    const [canary, ...others] = await canaryJobs(claim);
    expect(others).toEqual([]);
    expect(canary).toMatchObject({
      status: 'Completed',
      archived: true,
      properties: { 'failover.drill': run.order.run },
    });
    expect(canary?.properties).not.toHaveProperty('failover.origin');
    const { active, claim: after } = await deps.pointers.read(vision);
    expect([active.active, active.epoch, after?.state]).toEqual(['primary', 0, 'ended']);
    const runs = await deps.runs.listRuns(vision);
    const [pair] = deps.config.pairs;
    const strict = { ...pair, policy: { ...pair.policy, waive: [] } };
    const passed = { lastDrill: { state: 'passed', at: run.drill?.result?.at } };
    expect(await preparednessOf(deps, strict, 'primary', runs)).toEqual(passed);
    // That the secondary can take over says nothing of the primary, should it be the standby.
    expect(await preparednessOf(deps, strict, 'secondary', runs)).toEqual({ lastDrill: { state: 'none' } });
    expect(deps.published.find(({ id }) => id === `${run.order.run}-completed`)?.data).toMatchObject({
      drill: { passed: true },
    });
    for (const name of ['moves', 'stays']) await world.force(name, 'Canceled', 'user');
  });

  test('without a configured canary only judges, and does not pass', async () => {
    const { canary: _none, ...rest } = drill;
    deps = { ...deps, config: { ...deps.config, drill: rest } };
    const claim = await start();
    await interpret(deps, clock, claim);
    expect((await rowOf(claim)).drill?.result?.reasons.map(({ code }) => code)).toEqual(['NoCanary']);
    expect(lastDrillIn(await deps.runs.listRuns(vision), 'secondary')).toEqual({ state: 'none' });
  });

  test('whose canary fails says so, and which one', async () => {
    deps = {
      ...deps,
      config: { ...deps.config, drill: { ...drill, canary: { ...canaryConfig, command: 'sleep 1 && exit 3' } } },
    };
    const claim = await start();
    await interpret(deps, clock, claim);
    const { result } = (await rowOf(claim)).drill ?? {};
    expect(result).toMatchObject({ passed: false, reasons: [{ code: 'CanaryFailed' }] });
    expect(result?.reasons[0]?.message).toMatch(/failover-canary-vision-r1-.* on serverless: it ended Failed/);
  });

  test('whose canary is refused says what the standby said', async () => {
    const canary = { ...canaryConfig, computes: ['nobody-has-this'] };
    deps = { ...deps, config: { ...deps.config, drill: { ...drill, canary } } };
    const claim = await start();
    await interpret(deps, clock, claim);
    expect((await rowOf(claim)).drill?.result?.reasons).toMatchObject([
      { code: 'CanaryRefused', message: expect.stringContaining('nobody-has-this') as unknown },
    ]);
  });

  test('cancels a canary that does not end in time, sees it ended, and puts it away', async () => {
    await world.fault('secondary', { kind: 'stuckPreparing' });
    const claim = await start();
    await interpret(deps, clock, claim);
    expect((await rowOf(claim)).drill?.result?.reasons.map(({ code }) => code)).toEqual(['CanaryTimeout']);
    expect(await canaryJobs(claim)).toMatchObject([{ status: 'Canceled', archived: true }]);
  });

  test('whose PUT was answered to nobody finds its canary again, and there is one of it', async () => {
    await world.fault('secondary', { kind: 'lostAnswer', count: 1 });
    const claim = await start();
    await interpret(deps, clock, claim);
    expect((await rowOf(claim)).drill?.result?.passed).toBe(true);
    const [canary] = await canaryJobs(claim);
    expect(world.created('secondary', canary?.name ?? '')).toHaveLength(1);
  });

  test('that is cancelled ends its canaries and has not passed', async () => {
    const claim = await underWay();
    await deps.pointers.cancel(vision, claim.order.run, { by: 'ada', at: deps.clock.now() });
    expect(await interpret(deps, clock, claim)).toBe('ended');
    expect((await rowOf(claim)).drill?.result?.reasons.map(({ code }) => code)).toEqual(['RunCancelled']);
    for (const { status } of await canaryJobs(claim)) expect(status).toMatch(/Canceled|Completed/);
  });

  test('is nothing to retry: its blocked jobs run where they are', async () => {
    await world.submit('needs_a_copy', { computeId: `${world.region.primary}/computes/gpu-v100` });
    await deps.ledger.observe(vision, {
      side: 'primary',
      name: 'needs_a_copy',
      at: deps.clock.now(),
      status: 'Running',
    });
    const claim = await start();
    await interpret(deps, clock, claim);
    expect(await outcomes(claim)).toEqual({ needs_a_copy: 'blocked SpecNotRecorded' });
    expect((await rowOf(claim)).drill?.result?.reasons.map(({ code }) => code)).toEqual(['NoJobWouldMove']);
    const asker = { by: 'ada' };
    expect(await retryRun(deps, recordedOrchestrations(), await rowOf(claim), { force: [] }, asker)).toEqual({
      kind: 'nothing',
    });
    await world.force('needs_a_copy', 'Canceled', 'user');
  });

  test('is refused while a run is open, and names it', async () => {
    const failover = await start('failover');
    const again = await startRun(deps, recordedOrchestrations(), {
      ...{ pair: vision, kind: 'drill', by: 'ada' },
      reason: { code: 'Manual', message: 'now' },
    });
    expect(again).toMatchObject({ kind: 'busy', run: failover.order.run });
  });
});

describe('a failover that comes while a drill is open', () => {
  test('takes the pair at once, and the drill stops', async () => {
    const claim = await underWay();
    const failover = await start('failover');
    expect(failover.fence).toBeGreaterThan(claim.fence);
    expect(await interpret(deps, clock, claim)).toBe('fenced');
    expect(await tendCanaries(deps, ticketOf(claim))).toBe('fenced');
    expect(await interpret(deps, clock, failover)).toBe('ended');
    expect((await deps.pointers.read(vision)).active.active).toBe('secondary');
  });

  test('leaves canaries that the timer puts away, and a drill that has ended and not passed', async () => {
    await world.fault('secondary', { kind: 'stuckPreparing' });
    const claim = await underWay();
    await start('failover');
    for (let turn = 0; turn < 5; turn += 1) {
      await cleanUpDrills(deps);
      world.clock.advance(60_000);
    }
    const run = await rowOf(claim);
    expect(run).toMatchObject({
      state: 'ended',
      drill: { result: { passed: false, reasons: [{ code: 'DrillSuperseded' }] } },
    });
    expect(await canaryJobs(claim)).toMatchObject([{ status: 'Canceled', archived: true }]);
  });

  test('by automation does not wait for it either', async () => {
    await underWay();
    await world.region.control('POST', '/dark', { region: 'eastus', mode: 'reset' });
    const now = deps.clock.now();
    await deps.signals.put(vision, {
      ...{ group: 'provider', source: 'service-health', side: 'primary', subject: 'X1', state: 'active', counts: true },
      ...{ title: 'Azure Machine Learning - East US', submittedAt: now, since: now, receivedAt: now },
    });
    const orchestrations = recordedOrchestrations();
    await watch(deps, orchestrations);
    expect((await deps.pointers.read(vision)).claim?.order).toMatchObject({ kind: 'failover', by: 'automation' });
    expect(orchestrations.started).toHaveLength(1);
  });

  test('and a drill that stalled is cleaned up without anybody', async () => {
    const claim = await underWay();
    await deps.pointers.setClaimState(vision, claim.order.run, claim.fence, 'stalled');
    await cleanUpDrills(deps);
    world.clock.advance(60_000);
    await cleanUpDrills(deps);
    world.clock.advance(60_000);
    await cleanUpDrills(deps);
    expect((await rowOf(claim)).drill?.result?.reasons.map(({ code }) => code)).toEqual(['DrillStalled']);
    expect((await deps.pointers.read(vision)).claim?.state).toBe('ended');
  });
});

describe('the schedule', () => {
  test('starts a drill of a healthy pair, and says in the audit why it left one out', async () => {
    const orchestrations = recordedOrchestrations();
    await scheduledDrills(deps, orchestrations);
    expect(orchestrations.started).toEqual([]);
    await watch(deps, orchestrations);
    await scheduledDrills(deps, orchestrations);
    expect(orchestrations.started).toEqual(['vision-r1-1']);
    await scheduledDrills(deps, orchestrations);
    const codes = (await deps.audit.list(vision, 10)).map(({ outcome }) => outcome.code);
    expect(codes).toEqual(['RunInProgress', 'PairUnhealthy']);
  });
});
