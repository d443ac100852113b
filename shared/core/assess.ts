import type { HealthConfig } from './config.ts';
import { otherSide, type Side } from './ids.ts';
import { saidAt, type Signal } from './signal.ts';
import type { Instant } from './time.ts';

export type ProbeSignal = Extract<Signal, { source: 'probe' }>;
export type ProviderSignal = Exclude<Signal, ProbeSignal>;

/** How the active workspace looks from here. `blind`: we see too little to say. */
export type Health = 'healthy' | 'suspect' | 'down' | 'blind';

/** All that is known and recent about a pair whose `side` is active, sorted by what it can prove. */
export type Assessment = {
  readonly health: Health;
  /** Incidents that Azure reports as going on, and that count. */
  readonly incidents: readonly ProviderSignal[];
  /** The last probe of the active workspace, and of its standby. */
  readonly probe?: ProbeSignal;
  readonly standbyProbe?: ProbeSignal;
};

/** Sorts the signals. The age of evidence is by our clock; the order of what one sender said is by the sender's. */
export function assess(input: {
  readonly active: Side;
  readonly signals: readonly Signal[];
  readonly health: HealthConfig;
  readonly now: Instant;
}): Assessment {
  const latest = latestOfEach(input.signals).filter(
    ({ receivedAt }) => input.now - receivedAt <= input.health.maxEvidenceAge,
  );
  const incidents = latest.filter(
    (signal): signal is ProviderSignal =>
      signal.group === 'provider' && signal.side === input.active && signal.counts && signal.state === 'active',
  );
  const probe = probeOf(latest, input.active);
  const standbyProbe = probeOf(latest, otherSide(input.active));
  return {
    health: healthOf(incidents, probe, standbyProbe),
    incidents,
    ...(probe === undefined ? {} : { probe }),
    ...(standbyProbe === undefined ? {} : { standbyProbe }),
  };
}

function healthOf(incidents: readonly ProviderSignal[], probe?: ProbeSignal, standbyProbe?: ProbeSignal): Health {
  if (probe?.state === 'no-token' || standbyProbe?.state === 'no-token') return 'blind';
  const unreachable = probe?.state === 'unreachable';
  if (incidents.length > 0) return unreachable ? 'down' : 'suspect';
  // Neither answers and Azure reports nothing: it is likelier that we are the one cut off.
  if (unreachable) return standbyProbe?.state === 'unreachable' ? 'blind' : 'suspect';
  // Throttled and refused are ARM's answers: the workspace behind it was not asked.
  return probe?.state === 'alive' ? 'healthy' : 'blind';
}

/** The latest signal of each subject of each source and side: an older state is history, even if it arrived last. */
function latestOfEach(signals: readonly Signal[]): readonly Signal[] {
  const latest = new Map<string, Signal>();
  for (const signal of signals) {
    const subject = `${signal.side} ${signal.source} ${signal.subject.toLowerCase()}`;
    const known = latest.get(subject);
    if (known === undefined || isLater(signal, known)) latest.set(subject, signal);
  }
  return [...latest.values()];
}

function isLater(signal: Signal, known: Signal): boolean {
  const bySender = saidAt(signal) - saidAt(known);
  return bySender > 0 || (bySender === 0 && signal.receivedAt >= known.receivedAt);
}

function probeOf(latest: readonly Signal[], side: Side): ProbeSignal | undefined {
  return latest.find((signal): signal is ProbeSignal => signal.source === 'probe' && signal.side === side);
}
