import { assess } from '../core/assess.ts';
import type { PairConfig } from '../core/config.ts';
import type { Side } from '../core/ids.ts';
import { otherSide, sides } from '../core/ids.ts';
import { describe } from '../core/describe.ts';
import { quarantineOf } from '../core/quarantine.ts';
import { probeView } from '../core/probe-view.ts';
import { readinessForLadder } from '../core/readiness/readiness.ts';
import type { SideHealth, StartView } from '../core/start-check.ts';
import type { ProbeSignal, Signal } from '../core/signal.ts';
import { switchesOf } from '../core/stray.ts';
import { plus } from '../core/time.ts';
import type { Deps } from './deps.ts';

/** What a start is judged by: both workspaces asked this moment, beside what the watch has seen of them. */
export async function lookAtPair(deps: Deps, pair: PairConfig, active: Side): Promise<StartView> {
  const since = plus(deps.clock.now(), -deps.config.health.maxEvidenceAge);
  const [signals, runs, looked, ...asked] = await Promise.all([
    deps.signals.list(pair.name, since),
    deps.runs.listRuns(pair.name),
    deps.readiness.get(pair.name),
    ...sides.map((side) => deps.workspaces.probe(pair.workspaces[side])),
  ]);
  const now = deps.clock.now();
  const healthOf = (side: Side): SideHealth => ({
    now: asked[sides.indexOf(side)]?.kind ?? 'unreachable',
    view: probeView(
      signals.find((signal) => isProbeOf(signal, side)),
      pair.policy,
      now,
    ),
  });
  const readiness = readinessForLadder(looked?.row, active);
  const home = otherSide(active);
  const { standbyEvidence } = assess({ active, signals, health: deps.config.health, policy: pair.policy, now });
  const quarantine = quarantineOf(runs, home);
  const switchedAt = switchesOf(runs).at(-1)?.at;
  return {
    pair,
    active,
    health: { primary: healthOf('primary'), secondary: healthOf('secondary') },
    home: {
      name: pair.workspaces[home].name,
      view: healthOf(home).view,
      evidence: standbyEvidence.map(describe),
      ...(quarantine === undefined ? {} : { quarantine }),
      ...(switchedAt === undefined ? {} : { switchedAt }),
    },
    ...(readiness?.state === 'unready' ? { unready: readiness.reasons } : {}),
    now,
  };
}

function isProbeOf(signal: Signal, side: Side): signal is ProbeSignal {
  return signal.source === 'probe' && signal.side === side && signal.subject === 'control-plane';
}
