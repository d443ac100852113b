import { beforeEach, describe, expect, test } from 'vitest';
import { noCounts } from '../../../shared/core/run.ts';
import type { Policy } from '../../../shared/core/policy.ts';
import { acknowledgeRun, pauseAutomation, resumeAutomation, sayWord } from '../../../shared/work/operator.ts';
import { planRun } from '../../../shared/work/run/plan-run.ts';
import { nextStep } from '../../../shared/work/run/next-step.ts';
import { startRun } from '../../../shared/work/start-run.ts';
import { watch } from '../../../shared/work/watch.ts';
import { recordedOrchestrations, vision, type TestDeps } from '../../support/deps.ts';
import { useWorld } from '../../support/world.ts';
import { alerted } from '../core/judgement-fixtures.ts';

const world = useWorld();
let orchestrations = recordedOrchestrations();
beforeEach(() => {
  orchestrations = recordedOrchestrations();
});

const pair = () => world.deps.config.pairs[0];
const look = (deps = world.deps) => watch(deps, orchestrations);
const code = async () => (await world.deps.signals.decisions(vision, 1))[0]?.reason.code;
const audited = async () =>
  (await world.deps.audit.list(vision, 20)).map(({ who, what, outcome }) => `${who}, ${what}: ${outcome.code}`);

/** The primary does not answer, and Azure says so too: two groups, so automation would act. */
async function outage(): Promise<void> {
  await world.region.control('POST', '/dark', { region: 'eastus', mode: 'reset' });
  await world.deps.signals.put(vision, alerted('service-health', { received: world.deps.clock.now() }));
}
const byHand = () =>
  startRun(world.deps, orchestrations, {
    ...{ pair: vision, kind: 'failover', mode: 'forced', by: 'grace' },
    reason: { code: 'Manual', message: 'now' },
  });
/** The run ends without having moved anything, as one that was cancelled does. */
async function ended(): Promise<void> {
  const { claim } = await world.deps.pointers.read(vision);
  if (claim === undefined) throw new Error('nothing was claimed');
  const { order, fence } = claim;
  const run = { pair: vision, order, fence, state: 'ended', counts: noCounts } as const;
  await world.deps.runs.insertRun({ ...run, endedAt: world.deps.clock.now() });
  await world.deps.pointers.setClaimState(vision, order.run, fence, 'ended');
  world.clock.advance(60_000);
}
const withPolicy = (policy: Partial<Policy>): TestDeps => ({
  ...world.deps,
  config: { ...world.deps.config, pairs: [{ ...pair(), policy: { ...pair().policy, ...policy } }] },
});

describe('a pause', () => {
  test('holds automation whatever the evidence, until somebody resumes', async () => {
    await outage();
    await pauseAutomation(world.deps, pair(), 'ada', 'network maintenance');
    await look();
    expect(await code()).toBe('Paused');
    expect(orchestrations.started).toEqual([]);
    await resumeAutomation(world.deps, pair(), 'grace');
    world.clock.advance(60_000);
    await look();
    expect(await code()).toBe('ProviderAndProbeAgree');
    expect(orchestrations.started).toEqual(['vision-r1-1']);
  });

  test('is no obstacle to a person', async () => {
    await pauseAutomation(world.deps, pair(), 'ada', 'network maintenance');
    expect((await byHand()).kind).toBe('started');
  });

  test('that is repeated changes nothing and leaves one entry in the audit', async () => {
    const first = await pauseAutomation(world.deps, pair(), 'ada', 'network maintenance');
    expect(await pauseAutomation(world.deps, pair(), 'grace', 'me too')).toEqual(first);
    await resumeAutomation(world.deps, pair(), 'grace');
    await resumeAutomation(world.deps, pair(), 'grace');
    expect((await audited()).toSorted()).toEqual(['ada, pause: Paused', 'grace, resume: Resumed']);
  });
});

describe('an acknowledgement', () => {
  test('ends the rest after a run, and only that of the run that was looked at', async () => {
    await outage();
    await look();
    await ended();
    await look();
    expect(await code()).toBe('CoolDown');
    expect(await acknowledgeRun(world.deps, pair(), 'ada')).toMatchObject({ kind: 'acknowledged', run: 'vision-r1' });
    world.clock.advance(60_000);
    await look();
    expect(orchestrations.started).toEqual(['vision-r1-1', 'vision-r2-2']);
    await ended();
    await look();
    expect(await code()).toBe('CoolDown');
    expect(await audited()).toEqual(['ada, acknowledge vision-r1: Acknowledged']);
  });

  test('is of the last run that makes automation rest: a drill after it does not make it forgotten', async () => {
    await outage();
    await look();
    await ended();
    const now = world.deps.clock.now();
    await world.deps.pointers.claim(vision, {
      ...{ kind: 'drill', mode: 'forced', source: 'primary', target: 'secondary', by: 'schedule' },
      reason: { code: 'Schedule', message: 'every month' },
      claimedAt: now,
      victimsSince: now,
    });
    await ended();
    await look();
    expect(await code()).toBe('CoolDown');
    expect(await acknowledgeRun(world.deps, pair(), 'ada')).toMatchObject({ run: 'vision-r1' });
    await look();
    expect(await code()).toBe('ProviderAndProbeAgree');
  });

  test('has to wait for the end of a run, and needs one', async () => {
    expect(await acknowledgeRun(world.deps, pair(), 'ada')).toEqual({ kind: 'no-run' });
    await byHand();
    expect(await acknowledgeRun(world.deps, pair(), 'ada')).toEqual({ kind: 'busy', run: 'vision-r1' });
    await ended();
    const first = await acknowledgeRun(world.deps, pair(), 'ada');
    expect(await acknowledgeRun(world.deps, pair(), 'grace')).toEqual(first);
    expect(await audited()).toHaveLength(1);
  });
});

describe("an operator's word", () => {
  const say = (state: 'down' | 'well', by = 'ada') =>
    sayWord(world.deps, pair(), by, { side: 'primary', state, reason: 'its studio does not load' });

  test('is evidence of its own: alone it asks, and with our own probes it suffices', async () => {
    await say('down');
    await look();
    expect(await code()).toBe('OperatorOnly');
    await world.region.control('POST', '/dark', { region: 'eastus', mode: 'reset' });
    world.clock.advance(60_000);
    await look();
    expect(await code()).toBe('OperatorAgrees');
    expect(orchestrations.started).toEqual(['vision-r1-1']);
  });

  test('is taken back by whoever speaks later', async () => {
    await say('down');
    world.clock.advance(1_000);
    await say('well', 'grace');
    await look();
    expect(await code()).toBe('NoEvidence');
    expect((await audited()).toSorted()).toEqual([
      'ada, word on primary: OperatorSaysDown',
      'grace, word on primary: OperatorSaysWell',
    ]);
  });
});

describe('a cap on jobs', () => {
  test('makes automation ask when more would move, not counting those that it would leave', async () => {
    for (const [no, tags] of [{}, {}, { failover: 'skip' }, { tier: 'gold' }].entries()) {
      const at = world.deps.clock.now();
      await world.deps.ledger.observe(vision, { side: 'primary', name: `job-${no}`, at, status: 'Running', tags });
    }
    await outage();
    const classes = [{ name: 'gold', mode: 'approval', experiments: [], tags: { tier: 'gold' } }] as const;
    await look(withPolicy({ caps: { jobs: 1 }, classes }));
    expect(await code()).toBe('OverCaps');
    world.clock.advance(60_000);
    await look(withPolicy({ caps: { jobs: 2 }, classes }));
    expect(await code()).toBe('ProviderAndProbeAgree');
  });
});

describe('a cap on cost', () => {
  test('makes automation ask when the machines that the jobs need there would cost more', async () => {
    for (const name of ['costly_1', 'costly_2']) {
      await world.submit(name);
      await world.recorded(name);
    }
    await outage();
    // Two jobs of one machine each, of two cores (Standard_DS2_v2), an hour long, at 1 for each core.
    const priced = { coreHour: { default: 1 }, hoursPerJob: 1 };
    await look(withPolicy({ caps: { ...priced, cost: 3 } }));
    expect(await code()).toBe('OverCaps');
    world.clock.advance(60_000);
    await look(withPolicy({ caps: { ...priced, cost: 4 } }));
    expect(await code()).toBe('ProviderAndProbeAgree');
  });
});

describe('a class of jobs that needs a person', () => {
  const classes = [{ name: 'gold', mode: 'manual', experiments: ['gold-*'], tags: {} }] as const;
  async function plannedBy(start: () => Promise<unknown>): Promise<Record<string, string>> {
    for (const experiment of ['gold-1', 'silver-1']) {
      const seen = { side: 'primary', name: experiment, status: 'Running', experiment } as const;
      await world.deps.ledger.observe(vision, { ...seen, at: world.deps.clock.now() });
    }
    await start();
    const { claim } = await world.deps.pointers.read(vision);
    if (claim === undefined) throw new Error('nothing was claimed');
    const ticket = { pair: vision, run: claim.order.run, fence: claim.fence };
    await nextStep(world.deps, ticket);
    await planRun(withPolicy({ classes }), ticket);
    const items = await world.deps.runs.items(ticket.run);
    return Object.fromEntries(
      items.map(({ row }) => [
        row.originName,
        row.state.kind === 'ended' && row.state.outcome !== 'verified' ? (row.state.reasons[0]?.code ?? '') : 'planned',
      ]),
    );
  }

  test('stays where it is when automation moves the rest', async () => {
    await outage();
    expect(await plannedBy(() => look(withPolicy({ classes })))).toEqual({
      'gold-1': 'ClassNeedsPerson',
      'silver-1': 'SpecNotRecorded',
    });
  });

  test('is moved like any other when a person starts the run', async () => {
    expect(await plannedBy(byHand)).toEqual({ 'gold-1': 'SpecNotRecorded', 'silver-1': 'SpecNotRecorded' });
  });
});
