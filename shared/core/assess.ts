import type { HealthConfig } from './config.ts';
import { otherSide, type Side } from './ids.ts';
import type { Policy } from './policy.ts';
import { probeView, type ProbeView } from './probe-view.ts';
import {
  groups,
  isAlerted,
  isNews,
  subjectOf,
  type Group,
  type ProbeSignal,
  type Signal,
  type WitnessSignal,
} from './signal.ts';
import { instant, type Instant, type Millis } from './time.ts';

/** How the active workspace looks from here. `blind`: we see too little to say. */
export type Health = 'healthy' | 'suspect' | 'down' | 'blind';

/** All that is known and recent about a pair whose `side` is active, sorted by what it can prove. */
export type Assessment = {
  readonly health: Health;
  /** Why we cannot see, where we cannot. */
  readonly blind?: string;
  /** What counts against the active workspace, group by group, and the groups that have something. */
  readonly evidence: readonly Signal[];
  readonly accusers: readonly Group[];
  /** All of it is about what the workspace stands on, and none about the workspace. */
  readonly storageOnly: boolean;
  /** What was heard about the active workspace and does not count. */
  readonly discounted: readonly Signal[];
  /** What counts against the standby. */
  readonly standbyEvidence: readonly Signal[];
  /** The rows of probes of both control planes, and the last probe of each. */
  readonly view: ProbeView;
  readonly standbyView: ProbeView;
  readonly probe?: ProbeSignal;
  readonly standbyProbe?: ProbeSignal;
  readonly witness?: WitnessSignal;
};

export type AssessInput = {
  readonly active: Side;
  readonly signals: readonly Signal[];
  readonly health: HealthConfig;
  readonly policy: Policy;
  readonly now: Instant;
};

/** How far back a signal may have come in and still count for anybody: what is older need not be read. */
export function longestAge({ health, policy }: Pick<AssessInput, 'health' | 'policy'>): Millis {
  return Math.max(health.maxEvidenceAge, ...Object.values(policy.ages));
}

/** Sorts the signals. The age of evidence is by our clock; the order of what one sender said is by the sender's. */
export function assess(input: AssessInput): Assessment {
  const { active, policy, now } = input;
  const recent = latestOfEach(input.signals).filter((signal) => now - signal.receivedAt <= ageOf(signal, input));
  const witness = recent.find((signal) => signal.side === 'witness');
  const blindUntil = lastBlind(witness);
  const viewOf = (probe: ProbeSignal | undefined): ProbeView => probeView(probe, policy, now, blindUntil);
  const accuses = (signal: Signal): boolean =>
    signal.source === 'probe' ? signal.side !== 'witness' && viewOf(signal).kind === 'fails' : weighs(signal);
  const about = (side: Side): readonly Signal[] => recent.filter((signal) => signal.side === side);
  const against = (side: Side): readonly Signal[] => {
    const found = about(side).filter(accuses);
    return groups.flatMap((group) => found.filter((signal) => signal.group === group));
  };

  const evidence = against(active);
  const accusers = groups.filter((group) => evidence.some((signal) => signal.group === group));
  const [probe, standbyProbe] = [controlPlane(about(active)), controlPlane(about(otherSide(active)))];
  const [view, standbyView] = [viewOf(probe), viewOf(standbyProbe)];
  const storageOnly = evidence.some(isBelow) && evidence.every((signal) => isBelow(signal) || isGrey(signal));
  const blind = whyBlind(accusers, probe, standbyProbe, witness);
  return {
    health: healthOf({ blind, accusers, storageOnly, view }),
    evidence,
    accusers,
    storageOnly,
    discounted: about(active).filter((signal) => isAlerted(signal) && !signal.counts && signal.state === 'active'),
    standbyEvidence: against(otherSide(active)),
    view,
    standbyView,
    ...(blind === undefined ? {} : { blind }),
    ...(probe === undefined ? {} : { probe }),
    ...(standbyProbe === undefined ? {} : { standbyProbe }),
    ...(witness === undefined ? {} : { witness }),
  };
}

function healthOf(seen: Pick<Assessment, 'accusers' | 'storageOnly' | 'view'> & { blind: string | undefined }): Health {
  if (seen.blind !== undefined) return 'blind';
  if (!seen.storageOnly) {
    if (seen.accusers.length > 1 && seen.view.kind === 'fails') return 'down';
    if (othersAgree(seen) && seen.view.kind === 'unknown') return 'down';
  }
  if (seen.accusers.length > 0 || seen.view.kind === 'unsettled') return 'suspect';
  // Throttled and refused are ARM's answers: the workspace behind it was not asked.
  return seen.view.kind === 'answers' ? 'healthy' : 'blind';
}

/**
 * Whether two groups agree without ours. A workspace that we were not let in to ask may well be up: what its jobs and its
 * storage do then does not make our view of it one that has seen it fail.
 */
export function othersAgree({ accusers }: Pick<Assessment, 'accusers'>): boolean {
  return accusers.filter((group) => group !== 'our-view').length > 1;
}

/** "I cannot reach it" is not "it is dead": where nothing else can be reached either, it is we who are cut off. */
function whyBlind(
  accusers: readonly Group[],
  probe: ProbeSignal | undefined,
  standbyProbe: ProbeSignal | undefined,
  witness: WitnessSignal | undefined,
): string | undefined {
  if ([probe, standbyProbe, witness].some((each) => each?.state === 'no-token')) return 'no token can be obtained';
  if (witness?.state === 'unreachable')
    return 'the control endpoint, which depends on neither workspace, is unreachable';
  const othersAccuse = accusers.some((group) => group !== 'our-view');
  if (probe?.state === 'unreachable' && standbyProbe?.state === 'unreachable' && !othersAccuse) {
    return 'neither workspace is reachable, and nobody else says why';
  }
  return undefined;
}

function lastBlind(witness: WitnessSignal | undefined): Instant {
  if (witness === undefined) return instant(0);
  const outcomes = [{ state: witness.state, at: witness.receivedAt }, ...(witness.earlier ?? [])];
  return outcomes.find(({ state }) => state === 'unreachable' || state === 'no-token')?.at ?? instant(0);
}

/** The latest signal of each subject of each source and side: an older state is history, even if it arrived last. */
function latestOfEach(signals: readonly Signal[]): readonly Signal[] {
  const latest = new Map<string, Signal>();
  for (const signal of signals) {
    const subject = subjectOf(signal);
    const known = latest.get(subject);
    if (known === undefined || isNews(known, signal)) latest.set(subject, signal);
  }
  return [...latest.values()];
}

/** How long a signal counts after it came in. */
export function ageOf(
  { group, source }: Pick<Signal, 'group' | 'source'>,
  { health, policy }: Pick<AssessInput, 'health' | 'policy'>,
): Millis {
  switch (group) {
    case 'provider':
      return health.maxEvidenceAge;
    case 'second-view':
      return policy.ages.secondView;
    case 'operator':
      return policy.ages.operator;
    case 'our-view':
      return source === 'probe' ? policy.ages.probe : policy.ages.jobs;
  }
}

function weighs(signal: Signal): boolean {
  return isAlerted(signal) ? signal.counts && signal.state === 'active' : signal.state === 'failing';
}

function controlPlane(signals: readonly Signal[]): ProbeSignal | undefined {
  return signals.find(
    (signal): signal is ProbeSignal => signal.source === 'probe' && signal.subject === 'control-plane',
  );
}

/** About a resource that the workspace stands on: its storage account, its key vault. */
function isBelow(signal: Signal): boolean {
  if (signal.source === 'probe') return signal.subject === 'storage';
  return signal.source === 'resource-health' && !/\/microsoft\.machinelearningservices\//i.test(signal.subject);
}

/** Jobs fail when their storage does, so their failing does not lift the suspicion from it. */
export function isGrey(signal: Signal): boolean {
  return signal.group === 'our-view' && signal.source !== 'probe';
}
