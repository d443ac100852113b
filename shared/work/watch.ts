import type { PairConfig } from '../core/config.ts';
import { decide, sameDecision } from '../core/decide.ts';
import type { LastRun } from '../core/decide.ts';
import { longestAge } from '../core/assess.ts';
import type { Claim } from '../core/pointer.ts';
import { plus, type Instant } from '../core/time.ts';
import type { Orchestrations, Reached } from '../ports.ts';
import { announce } from './announce.ts';
import type { Deps } from './deps.ts';
import { lookForGrey } from './watch/grey.ts';
import { isCutOff, probePair } from './watch/probe.ts';
import { startRunFrom } from './start-run.ts';

/** Looks at both workspaces of every pair, weighs all evidence, keeps the decision where it changed, and acts on it. */
export async function watch(deps: Deps, orchestrations: Orchestrations): Promise<void> {
  const witness = deps.reach.controlEndpoint();
  await Promise.all(deps.config.pairs.map((pair) => watchPair(deps, orchestrations, pair, witness)));
}

async function watchPair(
  deps: Deps,
  orchestrations: Orchestrations,
  pair: PairConfig,
  witness: Promise<Reached>,
): Promise<void> {
  const oldest = longestAge({ health: deps.config.health, policy: pair.policy });
  const since = (): Instant => plus(deps.clock.now(), -oldest);
  const [probes, known] = await Promise.all([probePair(deps, pair, witness), deps.signals.list(pair.name, since())]);
  await lookForGrey(deps, pair, known, isCutOff(probes));
  const now = deps.clock.now();
  const [signals, { active, claim }, [last]] = await Promise.all([
    deps.signals.list(pair.name, since()),
    deps.pointers.read(pair.name),
    deps.signals.decisions(pair.name, 1),
  ]);
  const openRun = claim !== undefined && claim.state !== 'ended' ? claim.order.run : undefined;
  const lastRun = claim?.state === 'ended' ? await endedRun(deps, claim) : undefined;
  const decision = decide({
    pair,
    active: active.active,
    signals,
    health: deps.config.health,
    policy: pair.policy,
    now,
    ...(openRun === undefined ? {} : { openRun }),
    ...(lastRun === undefined ? {} : { lastRun }),
    ...(active.epoch === 0 ? {} : { lastSwitch: active.since }),
    // The last decision was kept if anything about its proposal changed, so it holds the proposal as it stands.
    ...(last?.proposal === undefined ? {} : { proposal: last.proposal }),
  });
  if (last === undefined || !sameDecision(last, decision)) {
    await deps.signals.putDecision(pair.name, decision);
    deps.log.info('decision', {
      pair: pair.name,
      decision: decision.decision,
      code: decision.reason.code,
      side: decision.side,
    });
    await announce(deps, {
      type: 'DecisionMade',
      pair: pair.name,
      about: '',
      id: `${pair.name}-decision-${decision.at}`,
      at: decision.at,
      data: { decision: decision.decision, reason: { ...decision.reason }, evidence: [...decision.evidence] },
    });
  }
  if (decision.decision !== 'fail-over') return;
  const request = {
    pair: pair.name,
    kind: 'failover',
    mode: 'forced',
    reason: decision.reason,
    by: 'automation',
    ...(decision.evidenceSince === undefined ? {} : { evidenceSince: decision.evidenceSince }),
  } as const;
  // Away from the workspace that was judged, and from no other: somebody may have switched meanwhile.
  const started = await startRunFrom(deps, orchestrations, request, decision.side);
  if (started.kind === 'moved') deps.log.info('decision.overtaken', { pair: pair.name, side: decision.side });
}

async function endedRun(deps: Deps, { order }: Claim): Promise<LastRun | undefined> {
  const run = await deps.runs.getRun(order.run);
  const { endedAt } = run?.row ?? {};
  const { kind, mode } = order;
  return endedAt === undefined ? undefined : { run: order.run, kind, mode, endedAt, acknowledged: false };
}
