import type { Health } from './assess.ts';
import type { HealthConfig, PairConfig } from './config.ts';
import type { RunId, Side } from './ids.ts';
import type { RunKind, RunMode } from './pointer.ts';
import type { Policy } from './policy.ts';
import type { Proposal } from './proposal.ts';
import type { Quarantine } from './quarantine.ts';
import type { Reason } from './reason.ts';
import type { Signal } from './signal.ts';
import type { Instant } from './time.ts';

/** The reason codes, in the order of the ladder's rungs; the last is said when no rung holds. */
export type DecisionCode =
  | 'RunInProgress'
  | 'Paused'
  | 'Blind'
  | 'NoEvidence'
  | 'ManualMode'
  | 'CoolDown'
  | 'MinimumDelay'
  | 'Rejected'
  | 'StandbyUnreachable'
  | 'StandbyUnhealthy'
  | 'StandbyUnready'
  | 'StandbyQuarantined'
  | 'Residency'
  | 'Approved'
  | 'Unsettled'
  | 'StorageOnly'
  | 'ProviderOnly'
  | 'ProbeOnly'
  | 'OurViewOnly'
  | 'SecondViewOnly'
  | 'OperatorOnly'
  | 'WorkspaceAnswers'
  | 'WorkspaceNotAsked'
  | 'OverCaps'
  | 'DrillOverdue'
  | 'ApprovalMode'
  | 'Confirming'
  | 'ProviderAndProbeAgree'
  | 'SecondViewAgrees'
  | 'OperatorAgrees'
  | 'Undecided';

/** What to do about a pair, and why. Kept with its evidence whenever it changes, also when it is not to act. */
export type Decision = {
  readonly decision: 'hold' | 'ask' | 'fail-over';
  readonly reason: Reason<DecisionCode>;
  readonly at: Instant;
  /** The workspace that is judged: the active one. */
  readonly side: Side;
  readonly assessment: Health;
  readonly evidence: readonly string[];
  /** When the first of the evidence reached us, a day ago at the most: what failed since then may be the outage's work. */
  readonly evidenceSince?: Instant;
  /** The pair's proposal after this judgement: give it back with the next. */
  readonly proposal?: Proposal;
};

/** The pair's last run that has ended. */
export type LastRun = {
  readonly run: RunId;
  readonly kind: RunKind;
  readonly mode: RunMode;
  readonly endedAt: Instant;
  /** Somebody has looked at what the run did. */
  readonly acknowledged: boolean;
};

/** The last look at the standby, check by check; `reasons` are those that fail. */
export type Readiness =
  | { readonly state: 'ready'; readonly at: Instant }
  | { readonly state: 'unready'; readonly at: Instant; readonly reasons: readonly string[] };

export type LastDrill = { readonly state: 'none' } | { readonly state: 'passed'; readonly at: Instant };

/** All that a decision depends on. What is absent was not looked at, and its rung does not hold. */
export type DecideInput = {
  readonly pair: PairConfig;
  readonly active: Side;
  readonly openRun?: RunId;
  readonly signals: readonly Signal[];
  readonly health: HealthConfig;
  readonly policy: Policy;
  readonly now: Instant;
  readonly paused?: { readonly by: string };
  readonly proposal?: Proposal;
  readonly lastRun?: LastRun;
  readonly lastSwitch?: Instant;
  readonly readiness?: Readiness;
  /** What a forced run left in the standby, and nobody has settled yet. */
  readonly quarantine?: Quarantine;
  readonly lastDrill?: LastDrill;
  /** What a failover would move, and what that is estimated to cost. */
  readonly inFlight?: { readonly jobs: number; readonly cost?: number; readonly unpriced?: number };
};
