import type { DrillConfig } from './drill/config.ts';
import type { PairName, Side } from './ids.ts';
import type { Policy } from './policy.ts';
import type { Millis } from './time.ts';
import type { MirrorConfig } from './mirror/policy.ts';
import type { SelectionConfig } from './selection.ts';
import type { Mapping } from './translate/mapping.ts';
import type { WorkspaceRef } from './workspace.ts';

/** A workspace of a pair as configured, with all that health signals may name it by. */
export type WorkspaceConfig = WorkspaceRef & {
  /** The region's display name, as Service Health spells it (`East US`). */
  readonly regionDisplayName: string;
  /** ARM ids of the storage account, key vault and others whose Resource Health speaks for the workspace. */
  readonly associatedResources: readonly string[];
  /** ARM ids or names of the availability tests that watch the workspace from outside the witness region. */
  readonly availabilityTests: readonly string[];
};

export type PairConfig = {
  readonly name: PairName;
  readonly workspaces: Readonly<Record<Side, WorkspaceConfig>>;
  readonly mapping: { readonly toSecondary: Mapping; readonly toPrimary: Mapping };
  readonly policy: Policy;
};

/** Service names that mean Azure ML in a Service Health event, lower case; matched as a part of the name. */
export type HealthConfig = {
  readonly serviceNames: readonly string[];
  /** Evidence older than this no longer counts. */
  readonly maxEvidenceAge: Millis;
  readonly probeTimeout: Millis;
  /** An address that answers whatever becomes of the workspaces; absent: ARM's own metadata. */
  readonly controlEndpoint?: string;
};

export type RunConfig = {
  /** Items per slice, 50 at most: a slice is one activity. */
  readonly sliceSize: number;
  readonly slicesAtOnce: number;
  /** PUTs that one slice has under way at a time. */
  readonly putsAtOnce: number;
  /** The whole run's share of ARM's write budget (ARM allows one principal 10 a second). */
  readonly writesPerSecond: number;
  readonly victimLookBack: Millis;
  /** How long after the plan late rows are still looked for, and how often. */
  readonly sweepFor: Millis;
  readonly sweepEvery: Millis;
  readonly verifyEvery: Millis;
  readonly notStartedTimeout: Millis;
  /** A pipeline that was created without an answer and is still `NotStarted` then is recalled and put anew. */
  readonly orphanAfter: Millis;
  /** A planned move gives up on an origin that has not ended so long after it was asked to, and does not submit it. */
  readonly releaseTimeout: Millis;
  /** Items whose submission gets no answer for so long are given up. */
  readonly resubmitTimeout: Millis;
  /** `Finalizing` jobs have done their work: resubmit them or let them be. */
  readonly finalizing: 'resubmit' | 'skip';
  /** A fixed output path that an unseen origin may still write to: block the job, write beside it, or there all the same. */
  readonly outputs: 'block' | 'suffix' | 'same';
  /** How long after a run its copies are still looked at. */
  readonly watchCopiesFor: Millis;
};

export type TimeoutConfig = {
  /** Deadline of one call to ARM. */
  readonly arm: Millis;
  readonly storage: Millis;
};

export type Config = {
  readonly pairs: readonly PairConfig[];
  readonly health: HealthConfig;
  readonly run: RunConfig;
  readonly mirror: MirrorConfig;
  readonly selection: SelectionConfig;
  readonly drill: DrillConfig;
  readonly timeouts: TimeoutConfig;
  /** NCRONTAB expressions of the timers. */
  readonly schedules: {
    readonly watch: string;
    readonly supervise: string;
    readonly reconcile: string;
    readonly mirror: string;
    readonly readiness: string;
    readonly drillCleanup: string;
    readonly settle: string;
  };
  /** Wait before work that could not be done now is looked at again. */
  readonly requeueDelay: Millis;
  /** Tombstones are kept this long; Event Grid redelivers for 24 hours. */
  readonly tombstoneAge: Millis;
  readonly requests: { readonly allowSpec: boolean; readonly allowedComputes: readonly string[] };
};
