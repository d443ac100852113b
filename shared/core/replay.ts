import { ageOf } from './assess.ts';
import type { HealthConfig, PairConfig } from './config.ts';
import { decide, sameDecision, type Decision, type LastRun } from './decide.ts';
import { otherSide, runId, type RunId, type Side } from './ids.ts';
import { ladder } from './ladder.ts';
import type { Policy } from './policy.ts';
import { answerProposal, type Proposal } from './proposal.ts';
import type { Rung } from './rung.ts';
import { latestOf, subjectOf, type Signal } from './signal.ts';
import { plus, type Instant, type Millis } from './time.ts';

/** Something that was recorded: a signal, or what an operator did. */
export type ReplayEvent = { readonly at: Instant } & (
  | { readonly kind: 'signal'; readonly signal: Signal }
  | { readonly kind: 'answer'; readonly says: 'approved' | 'rejected'; readonly by: string }
  | { readonly kind: 'pause'; readonly by: string }
  | { readonly kind: 'resume' | 'acknowledge'; readonly by: string }
);

export type ReplaySetup = {
  readonly pair: PairConfig;
  readonly policy: Policy;
  readonly health: HealthConfig;
  readonly active: Side;
  /** How often the watch looks, and how long a run takes: neither is in a record of signals. */
  readonly tick: Millis;
  readonly runLength: Millis;
  readonly rungs?: readonly Rung[];
};

export type Replayed = {
  /** Every change of the decision, as it would have been kept. */
  readonly decisions: readonly Decision[];
  /** Every run that automation would have started. */
  readonly failovers: readonly { readonly run: RunId; readonly decision: Decision }[];
};

type World = {
  readonly signals: Map<string, Signal>;
  active: Side;
  proposal: Proposal | undefined;
  paused: { readonly by: string } | undefined;
  /** The run that is under way, until when. */
  open: { readonly run: RunId; readonly until: Instant } | undefined;
  lastRun: LastRun | undefined;
  lastSwitch: Instant | undefined;
};

/**
 * What would have been decided, and when, had these signals come in: the very functions that the watch calls, at the
 * instants at which it would have called them. After a failover the other workspace is the active one.
 */
export function replay(events: readonly ReplayEvent[], setup: ReplaySetup): Replayed {
  const ordered = events.toSorted((a, b) => a.at - b.at);
  const [first, last] = [ordered[0], ordered.at(-1)];
  const decisions: Decision[] = [];
  const failovers: { run: RunId; decision: Decision }[] = [];
  if (first === undefined || last === undefined) return { decisions, failovers };

  const world: World = {
    signals: new Map(),
    active: setup.active,
    proposal: undefined,
    paused: undefined,
    open: undefined,
    lastRun: undefined,
    lastSwitch: undefined,
  };
  let next = 0;
  // One look beyond the last signal and no more: what came after was not recorded, and silence would be made up.
  const end = plus(last.at, setup.tick);
  for (let now = first.at; now <= end; now = plus(now, setup.tick)) {
    for (let event = ordered[next]; event !== undefined && event.at <= now; event = ordered[next]) {
      take(world, event, setup);
      next += 1;
    }
    settle(world, now);
    const decision = look(world, setup, now);
    world.proposal = decision.proposal;
    const before = decisions.at(-1);
    if (before === undefined || !sameDecision(before, decision)) decisions.push(decision);
    if (decision.decision === 'fail-over') {
      const run = runId(setup.pair.name, failovers.length + 1);
      failovers.push({ run, decision });
      world.open = { run, until: plus(now, setup.runLength) };
      world.active = otherSide(world.active);
      world.lastSwitch = now;
    }
  }
  return { decisions, failovers };
}

function take(world: World, event: ReplayEvent, setup: ReplaySetup): void {
  switch (event.kind) {
    case 'signal': {
      const { signal } = event;
      const kept = world.signals.get(subjectOf(signal));
      const next = kept === undefined ? signal : latestOf(kept, signal, ageOf(signal, setup));
      world.signals.set(subjectOf(signal), next);
      return;
    }
    case 'answer':
      if (world.proposal !== undefined) world.proposal = answerProposal(world.proposal, event).proposal;
      return;
    case 'pause':
      world.paused = { by: event.by };
      return;
    case 'resume':
      world.paused = undefined;
      return;
    case 'acknowledge':
      if (world.lastRun !== undefined) world.lastRun = { ...world.lastRun, acknowledged: true };
      return;
  }
}

/** A run that has come to its end leaves the pair free, and the cool-down begins. */
function settle(world: World, now: Instant): void {
  if (world.open === undefined || now < world.open.until) return;
  const { run, until } = world.open;
  world.lastRun = { run, kind: 'failover', mode: 'forced', endedAt: until, acknowledged: false };
  world.open = undefined;
}

function look(world: World, setup: ReplaySetup, now: Instant): Decision {
  const { paused, open, lastRun, lastSwitch, proposal } = world;
  return decide(
    {
      pair: setup.pair,
      policy: setup.policy,
      health: setup.health,
      active: world.active,
      signals: [...world.signals.values()],
      now,
      ...(open === undefined ? {} : { openRun: open.run }),
      ...(paused === undefined ? {} : { paused }),
      ...(lastRun === undefined ? {} : { lastRun }),
      ...(lastSwitch === undefined ? {} : { lastSwitch }),
      ...(proposal === undefined ? {} : { proposal }),
    },
    setup.rungs ?? ladder,
  );
}
