import { beforeEach, describe, expect, test } from 'vitest';
import type { Side } from '../../../shared/core/ids.ts';
import type { Signal } from '../../../shared/core/signal.ts';
import { instant, plus } from '../../../shared/core/time.ts';
import type { OutEvent } from '../../../shared/ports.ts';
import { watch } from '../../../shared/work/watch.ts';
import { recordedOrchestrations, vision } from '../../support/deps.ts';
import { plannedRun, useWorld } from '../../support/world.ts';
import { alerted } from '../core/judgement-fixtures.ts';

const world = useWorld();
let orchestrations = recordedOrchestrations();
beforeEach(() => {
  orchestrations = recordedOrchestrations();
});

const look = () => watch(world.deps, orchestrations);
const darken = () => world.region.control('POST', '/dark', { region: 'eastus', mode: 'reset' });
const decisions = async () =>
  (await world.deps.signals.decisions(vision, 20)).map(({ decision, reason }) => `${decision} ${reason.code}`);

function incident(side: Side = 'primary', subject = 'VMJ4-RT8'): Signal {
  const now = world.deps.clock.now();
  return {
    group: 'provider',
    source: 'service-health',
    side,
    subject,
    state: 'active',
    counts: true,
    title: 'Azure Machine Learning - East US',
    submittedAt: now,
    since: now,
    receivedAt: now,
  };
}

describe('a decision', () => {
  test('is stored and told when it changes, and only then', async () => {
    for (let turn = 0; turn < 3; turn += 1) await look();
    expect(await decisions()).toEqual(['hold NoEvidence']);
    await darken();
    for (let turn = 0; turn < 3; turn += 1) {
      world.clock.advance(60_000);
      await look();
    }
    await world.region.control('POST', '/light', { region: 'eastus' });
    world.clock.advance(60_000);
    await look();
    expect(await decisions()).toEqual(['hold NoEvidence', 'ask ProbeOnly', 'hold NoEvidence']);
    const told = world.deps.published.map(({ type }) => type.replace('AzureML.Failover.', ''));
    expect(told).toEqual(['DecisionMade', 'ApprovalRequired', 'DecisionMade', 'DecisionMade']);
    expect(orchestrations.started).toEqual([]);
  });

  test('is made all the same when the ledger cannot be read', async () => {
    const ledger = { ...world.deps.ledger, live: () => Promise.reject(new Error('a row is of no job')) };
    await watch({ ...world.deps, ledger }, orchestrations);
    expect(await decisions()).toEqual(['hold NoEvidence']);
    expect(world.deps.logged).toContainEqual(
      expect.objectContaining({
        event: 'watch.jobs-unread',
        fields: { pair: 'vision', why: 'a row is of no job' },
      }),
    );
  });

  test('to fail over needs Azure and the probe to agree, and then starts exactly one run', async () => {
    await darken();
    await look();
    world.clock.advance(60_000);
    await world.deps.signals.put(vision, incident());
    const decidedAt = world.deps.clock.now();
    for (let turn = 0; turn < 3; turn += 1) {
      await look();
      world.clock.advance(60_000);
    }
    expect(await decisions()).toEqual(['hold RunInProgress', 'fail-over ProviderAndProbeAgree', 'ask ProbeOnly']);
    expect(orchestrations.started).toEqual(['vision-r1-1']);
    const { claim } = await world.deps.pointers.read(vision);
    expect(claim?.order).toMatchObject({ source: 'primary', target: 'secondary', by: 'automation' });
    // The probe had failed a minute before Azure spoke: that is when the evidence began, less the look-back.
    expect(claim?.order.victimsSince).toBe(plus(decidedAt, -60_000 - 1_800_000));
  });

  test('counts the outage from what was said of it, and not from what was said of another one long ago', async () => {
    const says = () => alerted('operator', { received: world.deps.clock.now(), subject: 'word' });
    await world.deps.signals.put(vision, says());
    world.clock.advance(90 * 24 * 3_600_000);
    await darken();
    await world.deps.signals.put(vision, says());
    const saidAt = world.deps.clock.now();
    await look();
    expect((await decisions())[0]).toBe('fail-over OperatorAgrees');
    const { claim } = await world.deps.pointers.read(vision);
    expect(claim?.order.victimsSince).toBe(plus(saidAt, -1_800_000));
  });

  test('of many watches at once starts one run', async () => {
    await darken();
    await world.deps.signals.put(vision, incident());
    await Promise.all(Array.from({ length: 5 }, look));
    expect(orchestrations.started).toEqual(['vision-r1-1']);
  });

  test('about a workspace that is no longer active when it comes to acting starts nothing', async () => {
    await darken();
    await world.deps.signals.put(vision, incident());
    // Between the decision and the start, a person has failed over and the run is over.
    const publish = (event: OutEvent) => {
      world.deps.published.push(event);
      return byHand().then(() => ({ kind: 'published' }) as const);
    };
    const byHand = async (): Promise<void> => {
      if (world.deps.published.length > 1) return;
      const { ticket } = await plannedRun(world);
      await world.deps.pointers.setClaimState(vision, ticket.run, ticket.fence, 'ended');
    };
    await watch({ ...world.deps, announcer: { topic: 'configured', publish } }, orchestrations);
    expect(orchestrations.started).toEqual([]);
    const { active, claim } = await world.deps.pointers.read(vision);
    expect([active.active, claim?.state]).toEqual(['secondary', 'ended']);
  });

  test('is no failover when the token cannot be had, however long', async () => {
    const trouble = { kind: 'no-token', reason: { code: 'NoToken', message: 'no identity endpoint' } } as const;
    const blind = { ...world.deps, workspaces: { ...world.deps.workspaces, probe: () => Promise.resolve(trouble) } };
    await world.deps.signals.put(vision, incident());
    for (let turn = 0; turn < 3; turn += 1) await watch(blind, orchestrations);
    expect(await decisions()).toEqual(['hold Blind']);
  });
});

test('automation never fails over to a workspace of which nobody knows what still runs in it', async () => {
  const { ticket } = await plannedRun(world);
  await world.deps.pointers.setClaimState(vision, ticket.run, ticket.fence, 'ended');
  await world.region.control('POST', '/dark', { region: 'westus2', mode: 'reset' });
  await world.deps.signals.put(vision, incident('secondary'));
  world.clock.advance(3_600_000);
  for (let turn = 0; turn < 3; turn += 1) {
    await look();
    world.clock.advance(60_000);
    await world.deps.signals.put(vision, incident('secondary', `VMJ4-${turn}`));
  }
  expect((await decisions())[0]).toBe('hold StandbyQuarantined');
  expect(orchestrations.started).toEqual([]);
});

test('what a probe found is kept with the time since when it stands', async () => {
  const began = world.clock.now();
  for (let turn = 0; turn < 3; turn += 1) {
    await look();
    world.clock.advance(60_000);
  }
  expect(await world.deps.signals.list(vision, instant(0))).toMatchObject([
    { side: 'primary', state: 'alive', since: began, receivedAt: began + 120_000 },
    { side: 'secondary', state: 'alive', since: began, receivedAt: began + 120_000 },
    { side: 'witness', state: 'alive', since: began, receivedAt: began + 120_000 },
  ]);
});
