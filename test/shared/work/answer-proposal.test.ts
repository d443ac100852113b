import { beforeEach, describe, expect, test } from 'vitest';
import type { Proposal } from '../../../shared/core/proposal.ts';
import { noCounts } from '../../../shared/core/run.ts';
import { plus } from '../../../shared/core/time.ts';
import { answerProposal } from '../../../shared/work/answer-proposal.ts';
import { startRun } from '../../../shared/work/start-run.ts';
import { watch } from '../../../shared/work/watch.ts';
import { recordedOrchestrations, vision } from '../../support/deps.ts';
import { useWorld } from '../../support/world.ts';
import { alerted } from '../core/judgement-fixtures.ts';

const world = useWorld();
let orchestrations = recordedOrchestrations();
/** Of the proposal that a test is about. */
let proposal = '';
beforeEach(() => {
  orchestrations = recordedOrchestrations();
});

const look = () => watch(world.deps, orchestrations);
const darken = (region = 'eastus') => world.region.control('POST', '/dark', { region, mode: 'reset' });
const lighten = () => world.region.control('POST', '/light', { region: 'eastus' });
const answer = (says: 'approved' | 'rejected', by = 'ada', id?: string) =>
  answerProposal(world.deps, orchestrations, world.deps.config.pairs[0], id ?? proposal, { says, by });
const byHand = () =>
  startRun(world.deps, orchestrations, {
    ...{ pair: vision, kind: 'failover', mode: 'forced', by: 'grace' },
    reason: { code: 'Manual', message: 'now' },
  });
const stored = async (): Promise<Proposal | undefined> => (await world.deps.proposals.latest(vision))?.row.proposal;
const codes = async () => (await world.deps.signals.decisions(vision, 20)).map(({ reason }) => reason.code);
const events = (type: string) => world.deps.published.filter((event) => event.type === `AzureML.Failover.${type}`);

/** One group alone: the primary does not answer. */
async function proposed(): Promise<void> {
  await darken();
  await look();
  proposal = (await stored())?.id ?? '';
  world.clock.advance(60_000);
}

describe('a proposal', () => {
  test('that waits for a person is in the store as it is in the decision, and people are told of it once', async () => {
    await proposed();
    for (let turn = 0; turn < 3; turn += 1) await look();
    const [last] = await world.deps.signals.decisions(vision, 1);
    expect(await stored()).toEqual(last?.proposal);
    expect(events('ApprovalRequired')).toMatchObject([
      { id: `${proposal}-approval`, subject: `pairs/vision/proposals/${proposal}`, data: { source: 'primary' } },
    ]);
    expect((await world.deps.proposals.list(vision, 10))[0]).toMatchObject({
      decision: 'ask',
      reason: { code: 'ProbeOnly' },
      evidence: [expect.stringContaining('probe of primary: unreachable'), expect.anything(), expect.anything()],
    });
  });

  test('that nobody could be told of is told of again, under the same id', async () => {
    await darken();
    const update = () => Promise.reject(new Error('storage is gone'));
    const dying = { ...world.deps, proposals: { ...world.deps.proposals, update } };
    await expect(watch(dying, orchestrations)).rejects.toThrow('storage is gone');
    await look();
    await look();
    const ids = events('ApprovalRequired').map(({ id }) => id);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  test('is withdrawn when all is well again, and the next outage opens another one', async () => {
    await proposed();
    await lighten();
    await look();
    expect(await stored()).toMatchObject({ id: proposal, state: 'withdrawn', because: { code: 'NoEvidence' } });
    await darken();
    world.clock.advance(60_000);
    await look();
    const all = await world.deps.proposals.list(vision, 10);
    expect(all.map((record) => record.proposal.state)).toEqual(['open', 'withdrawn']);
  });
});

describe('an approval', () => {
  test('is carried out at once, in the name of who approved, and is closed by its run', async () => {
    await proposed();
    const result = await answer('approved');
    expect(result).toMatchObject({
      kind: 'approved',
      decision: { decision: 'fail-over', reason: { code: 'Approved' } },
      claim: { order: { by: 'ada', reason: { code: 'Approved' }, proposal: proposal, source: 'primary' } },
      record: { proposal: { state: 'approved', by: 'ada', run: 'vision-r1' }, answer: { says: 'approved', by: 'ada' } },
    });
    expect(orchestrations.started).toEqual(['vision-r1-1']);
    await look();
    expect(orchestrations.started).toHaveLength(1);
    expect(await stored()).toMatchObject({ state: 'approved', run: 'vision-r1' });
    const audit = await world.deps.audit.list(vision, 10);
    expect(audit.map(({ who, outcome }) => `${who}: ${outcome.code}`)).toEqual(['ada: Approved']);
  });

  test('starts nothing where the evidence has gone, and says so', async () => {
    await proposed();
    await lighten();
    const { deps } = world;
    const alive = { group: 'our-view', source: 'probe', side: 'primary', subject: 'control-plane' } as const;
    const now = deps.clock.now();
    await deps.signals.put(vision, { ...alive, state: 'alive', detail: 'alive', since: now, receivedAt: now });
    expect(await answer('approved')).toMatchObject({
      kind: 'approved',
      decision: { reason: { code: 'NoEvidence' } },
      record: { proposal: { state: 'withdrawn' }, answer: { says: 'approved', by: 'ada' } },
    });
    expect(orchestrations.started).toEqual([]);
  });

  test('of which the process died before it acted is carried out at the next look', async () => {
    await proposed();
    const dead = { ...world.deps, signals: { ...world.deps.signals, list: () => Promise.reject(new Error('killed')) } };
    const given = { says: 'approved', by: 'ada' } as const;
    await expect(answerProposal(dead, orchestrations, world.deps.config.pairs[0], proposal, given)).rejects.toThrow();
    expect(orchestrations.started).toEqual([]);
    await look();
    expect(orchestrations.started).toEqual(['vision-r1-1']);
    const { claim } = await world.deps.pointers.read(vision);
    expect(claim?.order).toMatchObject({ by: 'ada', proposal: proposal });
  });

  test('waits while the standby is not there to take the jobs, and acts when it is', async () => {
    const [pair] = world.deps.config.pairs;
    await proposed();
    // Azure speaks for the outage, so that two silent workspaces are not taken for our own blindness.
    await world.deps.signals.put(vision, alerted('service-health', { received: world.deps.clock.now() }));
    await darken('westus2');
    const only = { ...pair, policy: { ...pair.policy, mode: 'approval' as const } };
    const asking = { ...world.deps, config: { ...world.deps.config, pairs: [only] as const } };
    await watch(asking, orchestrations);
    const given = { says: 'approved', by: 'ada' } as const;
    const result = await answerProposal(asking, orchestrations, only, proposal, given);
    expect(result).toMatchObject({ kind: 'approved', decision: { reason: { code: 'StandbyUnreachable' } } });
    await world.region.control('POST', '/light', { region: 'westus2' });
    world.clock.advance(60_000);
    await watch(asking, orchestrations);
    expect(orchestrations.started).toEqual(['vision-r1-1']);
  });
});

describe('an approval that has become a run', () => {
  test('is spent: when that run ends without a switch, it starts no other', async () => {
    await proposed();
    await answer('approved');
    const { claim } = await world.deps.pointers.read(vision);
    if (claim === undefined) throw new Error('nothing was claimed');
    const { order, fence } = claim;
    const endedAt = world.deps.clock.now();
    await world.deps.runs.insertRun({ pair: vision, order, fence, state: 'ended', endedAt, counts: noCounts });
    await world.deps.pointers.setClaimState(vision, order.run, fence, 'ended');
    world.clock.advance(60_000);
    await look();
    expect((await codes())[0]).toBe('CoolDown');
    world.clock.advance(61 * 60_000);
    await look();
    expect((await codes())[0]).toBe('ProbeOnly');
    expect(orchestrations.started).toEqual(['vision-r1-1']);
  });
});

describe('a rejection', () => {
  test('is believed, also by a second group, as long as that had accused before', async () => {
    await proposed();
    expect(await answer('rejected')).toMatchObject({ kind: 'rejected', record: { proposal: { state: 'rejected' } } });
    await look();
    expect((await codes())[0]).toBe('Rejected');
    // What it was rejected on stays as it was then.
    expect((await world.deps.proposals.latest(vision))?.row).toMatchObject({ reason: { code: 'ProbeOnly' } });
    world.clock.advance(61 * 60_000);
    await look();
    expect((await codes())[0]).toBe('ProbeOnly');
    expect((await stored())?.id).not.toBe(proposal);
    expect(orchestrations.started).toEqual([]);
  });

  test('does not stand in the way of a person, and is not changed by the run', async () => {
    await proposed();
    await answer('rejected');
    expect((await byHand()).kind).toBe('started');
    expect(await stored()).toMatchObject({ state: 'rejected', by: 'ada' });
  });
});

describe('the second answer', () => {
  test.each(['approved', 'rejected'] as const)('to what was %s is told what it has become', async (first) => {
    await proposed();
    await answer(first);
    expect(await answer('approved', 'grace')).toMatchObject({ kind: 'closed', proposal: { state: first, by: 'ada' } });
    expect(await answer('rejected', 'grace')).toMatchObject({ kind: 'closed', proposal: { state: first, by: 'ada' } });
    expect(orchestrations.started).toHaveLength(first === 'approved' ? 1 : 0);
  });

  test('to what a manual start has superseded is refused at once', async () => {
    await proposed();
    await byHand();
    expect(await stored()).toMatchObject({ state: 'superseded', run: 'vision-r1', because: { code: 'RunStarted' } });
    expect(await answer('approved')).toMatchObject({ kind: 'closed', proposal: { state: 'superseded' } });
    expect(orchestrations.started).toEqual(['vision-r1-1']);
  });

  test('is refused also where the process that started the run died before it could say so', async () => {
    await proposed();
    const latest = () => Promise.reject(new Error('killed'));
    const dying = { ...world.deps, proposals: { ...world.deps.proposals, latest } };
    await startRun(dying, orchestrations, {
      ...{ pair: vision, kind: 'failover', mode: 'forced', by: 'grace' },
      reason: { code: 'Manual', message: 'now' },
    });
    expect(await stored()).toMatchObject({ state: 'open' });
    expect(await answer('rejected')).toMatchObject({ kind: 'closed', proposal: { state: 'superseded' } });
    await look();
    expect(await stored()).toMatchObject({ state: 'superseded', run: 'vision-r1' });
  });

  test('to a proposal that there is not is told so', async () => {
    await proposed();
    expect(await answer('approved', 'ada', `vision-p${plus(world.deps.clock.now(), 1)}`)).toEqual({ kind: 'unknown' });
  });
});

test('what time has confirmed names its run, and takes no answer any more', async () => {
  await proposed();
  await world.deps.signals.put(vision, alerted('service-health', { received: world.deps.clock.now() }));
  await look();
  expect(await stored()).toMatchObject({ id: proposal, state: 'confirmed', run: 'vision-r1' });
  const { claim } = await world.deps.pointers.read(vision);
  expect(claim?.order).toMatchObject({ by: 'automation', proposal: proposal });
  expect(await answer('rejected')).toMatchObject({
    kind: 'closed',
    proposal: { state: 'confirmed', run: 'vision-r1' },
  });
});
