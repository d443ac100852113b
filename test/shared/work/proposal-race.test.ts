import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProbeSignal } from '../../../shared/core/signal.ts';
import { instant, plus } from '../../../shared/core/time.ts';
import type { Deps } from '../../../shared/work/deps.ts';
import { answerProposal } from '../../../shared/work/answer-proposal.ts';
import { startRun } from '../../../shared/work/start-run.ts';
import { judgePair } from '../../../shared/work/watch/judge.ts';
import { useRegion } from '../../local/simulator/support/region.ts';
import { openDeps, recordedOrchestrations, vision, type TestDeps } from '../../support/deps.ts';
import { useStorage } from '../../support/storage.ts';
import { alerted } from '../core/judgement-fixtures.ts';

const storage = useStorage();
const region = useRegion();
const begin = instant(Date.parse('2026-03-14T09:00:00Z'));

/** Time goes on by itself, a second with every look at it: no two things happen at one instant by accident. */
function open(): TestDeps {
  let now: number = begin;
  const { simulator, pair } = region;
  return openDeps({ storage: storage.fresh(), simulator, pair, clock: { now: () => instant((now += 1_000)) } });
}

/** Every call to the store waits for its turn, and whose turn it is is drawn: any interleaving of the calls may come. */
function interleaved<Port extends object>(scheduler: fc.Scheduler, port: Port, label: string): Port {
  const calls = Object.entries(port).map(([name, call]) => [
    name,
    scheduler.scheduleFunction(
      Object.assign(call as (...args: unknown[]) => Promise<unknown>, { label: `${label}.${name}` }),
    ),
  ]);
  return Object.fromEntries(calls) as Port;
}

const probe = (side: 'primary' | 'secondary', state: 'alive' | 'unreachable'): ProbeSignal => ({
  ...{ group: 'our-view', source: 'probe', side, subject: 'control-plane', state, detail: state },
  ...{ since: begin, receivedAt: begin },
});

const acts = ['approve', 'reject', 'start', 'look', 'look again', 'incident'] as const;
type Act = (typeof acts)[number];

/** What each of them came to, and which runs were started. */
async function play(scheduler: fc.Scheduler, chosen: readonly Act[]) {
  const deps = open();
  const orchestrations = recordedOrchestrations();
  await deps.signals.put(vision, probe('primary', 'unreachable'));
  await deps.signals.put(vision, probe('secondary', 'alive'));
  await judgePair(deps, orchestrations, deps.config.pairs[0]);
  const id = (await deps.proposals.latest(vision))?.row.proposal.id ?? '';

  const racing: Deps = {
    ...deps,
    pointers: interleaved(scheduler, deps.pointers, 'pointers'),
    proposals: interleaved(scheduler, deps.proposals, 'proposals'),
    signals: interleaved(scheduler, deps.signals, 'signals'),
  };
  const [pair] = deps.config.pairs;
  const doing: Readonly<Record<Act, () => Promise<string>>> = {
    approve: async () => (await answerProposal(racing, orchestrations, pair, id, { says: 'approved', by: 'ada' })).kind,
    reject: async () =>
      (await answerProposal(racing, orchestrations, pair, id, { says: 'rejected', by: 'grace' })).kind,
    async start() {
      const reason = { code: 'Manual', message: 'now' };
      return (
        await startRun(racing, orchestrations, { pair: vision, kind: 'failover', mode: 'forced', by: 'bob', reason })
      ).kind;
    },
    look: async () => (await judgePair(racing, orchestrations, pair)).decision.reason.code,
    'look again': async () => (await judgePair(racing, orchestrations, pair)).decision.reason.code,
    async incident() {
      // Another group: automation may act by itself from now on.
      await racing.signals.put(vision, alerted('service-health', { received: plus(begin, 1_000) }));
      return (await judgePair(racing, orchestrations, pair)).decision.reason.code;
    },
  };
  const outcomes = await scheduler.waitFor(Promise.all(chosen.map(async (act) => [act, await doing[act]()] as const)));
  await judgePair(deps, orchestrations, pair);
  const first = (await deps.proposals.get(vision, id))?.row;
  const { claim } = await deps.pointers.read(vision);
  return { id, outcomes: new Map(outcomes), started: orchestrations.started, first, claim };
}

test('of approve, reject, a manual start and judgements in any interleaving exactly one wins, and one run starts at most', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.shuffledSubarray([...acts], { minLength: 2 }), async (scheduler, chosen) => {
      const { id, outcomes, started, first, claim } = await play(scheduler, chosen);
      const accepted = [outcomes.get('approve'), outcomes.get('reject')].filter(
        (kind) => kind === 'approved' || kind === 'rejected',
      );
      expect(accepted.length).toBeLessThanOrEqual(1);
      expect(first?.answer?.says).toBe(accepted[0]);
      expect(started.length).toBeLessThanOrEqual(1);
      expect(started.length).toBe(claim === undefined ? 0 : 1);
      const state = first?.proposal.state ?? 'none';
      const run = first !== undefined && 'run' in first.proposal ? first.proposal.run : undefined;

      // A person's no is never run over; a person's yes, or time, is what became of it, or another was first.
      if (accepted[0] === 'rejected') expect([state, claim?.order.proposal === id]).toEqual(['rejected', false]);
      if (accepted[0] === 'approved') expect(['approved', 'superseded']).toContain(state);
      if (claim?.order.proposal === id) {
        expect([state, run]).toEqual([claim.order.by === 'ada' ? 'approved' : 'confirmed', claim.order.run]);
      } else if (claim !== undefined) {
        expect(['superseded', 'rejected']).toContain(state);
      }
      if (state === 'approved' || state === 'confirmed') expect(run).toBe(claim?.order.run);
      const told = `${state}, by ${claim?.order.by ?? 'nobody'}`;
      seen.set(told, (seen.get(told) ?? 0) + 1);
    }),
    { numRuns: 60, seed: 17 },
  );
  // Every winner has come up, so the property was about something.
  const winners = ['approved, by ada', 'confirmed, by automation', 'rejected, by nobody', 'superseded, by bob'];
  expect(winners.filter((winner) => !seen.has(winner))).toEqual([]);
}, 120_000);
