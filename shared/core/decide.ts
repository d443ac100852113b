import { assess, type Assessment, type Health, type ProbeSignal, type ProviderSignal } from './assess.ts';
import type { HealthConfig, PairConfig } from './config.ts';
import { otherSide, type RunId, type Side } from './ids.ts';
import type { Reason } from './reason.ts';
import type { Signal } from './signal.ts';
import { formatInstant, instant, type Instant } from './time.ts';

/** What to do about a pair, and why. Kept with its evidence whenever it changes, also when it is not to act. */
export type Decision = {
  readonly decision: 'hold' | 'ask' | 'fail-over';
  readonly reason: Reason<DecisionCode>;
  readonly at: Instant;
  /** The workspace that is judged: the active one. */
  readonly side: Side;
  readonly assessment: Health;
  readonly evidence: readonly string[];
  /** When the first of the evidence reached us. */
  readonly evidenceSince?: Instant;
};

export type DecisionCode =
  | 'RunInProgress'
  | 'Blind'
  | 'NoEvidence'
  | 'StandbyUnreachable'
  | 'ProviderAndProbeAgree'
  | 'ProviderOnly'
  | 'ProbeOnly';

export type DecideInput = {
  readonly pair: PairConfig;
  readonly active: Side;
  readonly openRun?: RunId;
  readonly signals: readonly Signal[];
  readonly health: HealthConfig;
  readonly now: Instant;
};

type Verdict = { readonly decision: Decision['decision']; readonly code: DecisionCode; readonly message: string };

/** Weighs the evidence about the active workspace of a pair. It only ever judges; acting is the caller's. */
export function decide(input: DecideInput): Decision {
  const assessment = assess(input);
  const { decision, code, message } = climb(input, assessment);
  const evidence = evidenceOf(assessment);
  const beginnings = evidence.map(({ since }) => since);
  return {
    decision,
    reason: { code, message },
    at: input.now,
    side: input.active,
    assessment: assessment.health,
    evidence: [...evidence, ...(assessment.standbyProbe === undefined ? [] : [assessment.standbyProbe])].map(describe),
    ...(beginnings.length === 0 ? {} : { evidenceSince: instant(Math.min(...beginnings)) }),
  };
}

/**
 * Whether nothing changed that is worth a row. Times, evidence and wording go on changing while the decision stands; the
 * assessment is part of it, so that what is shown of a pair is never older than what is known.
 */
export function sameDecision(one: Decision, other: Decision): boolean {
  return (
    one.decision === other.decision &&
    one.reason.code === other.reason.code &&
    one.side === other.side &&
    one.assessment === other.assessment
  );
}

/** The ladder: the first rung that holds decides. Each has a reason code of its own. */
function climb({ pair, active, openRun }: DecideInput, { incidents, probe, standbyProbe }: Assessment): Verdict {
  const here = pair.workspaces[active].name;
  const standby = pair.workspaces[otherSide(active)].name;
  const unreachable = probe?.state === 'unreachable';

  // 1. One run at a time: it ends before anything else is begun.
  if (openRun !== undefined) return hold('RunInProgress', `${openRun} is in progress`);

  // 2. Without a token we can neither see nor act, and it says nothing about the workspaces.
  if (probe?.state === 'no-token' || standbyProbe?.state === 'no-token') {
    return hold('Blind', 'no token could be obtained, so neither workspace can be seen');
  }

  // 3. Throttled and refused probes are no evidence, and so is silence.
  if (incidents.length === 0 && !unreachable) {
    return hold('NoEvidence', `nothing counts against ${here}; its last probe: ${probe?.state ?? 'none'}`);
  }

  // 4. Where the standby does not answer either, moving helps nobody, and we may be the one who is cut off.
  if (standbyProbe?.state !== 'alive') {
    return hold(
      'StandbyUnreachable',
      `${here} looks bad, but the last probe of ${standby} is ${standbyProbe?.state ?? 'missing'}`,
    );
  }

  // 5. Two groups that can only fail together if the workspace has.
  if (incidents.length > 0 && unreachable) {
    return {
      decision: 'fail-over',
      code: 'ProviderAndProbeAgree',
      message: `Azure reports an incident, and ${here} does not answer`,
    };
  }

  // 6. One group alone may be wrong, so a person decides.
  if (incidents.length > 0) {
    return ask(
      'ProviderOnly',
      `Azure reports an incident, but the last probe of ${here} is ${probe?.state ?? 'missing'}`,
    );
  }

  // 7. The same, the other way round.
  return ask('ProbeOnly', `${here} does not answer, but Azure reports no incident`);
}

function hold(code: DecisionCode, message: string): Verdict {
  return { decision: 'hold', code, message };
}

function ask(code: DecisionCode, message: string): Verdict {
  return { decision: 'ask', code, message };
}

/** What speaks against the active workspace. */
function evidenceOf({ incidents, probe }: Assessment): readonly (ProviderSignal | ProbeSignal)[] {
  return probe?.state === 'unreachable' ? [...incidents, probe] : incidents;
}

/** One line per signal, for people. */
function describe(signal: ProviderSignal | ProbeSignal): string {
  return signal.source === 'probe'
    ? `probe of ${signal.side}: ${signal.state} (${signal.detail}) at ${formatInstant(signal.receivedAt)}`
    : `${signal.source} ${signal.subject}: ${signal.state} for ${signal.side} since ${formatInstant(signal.submittedAt)} (${signal.title})`;
}
