import type { Disposition } from './disposition.ts';
import { drillView, type DrillView } from './drill/view.ts';
import type { JobKey } from './ids.ts';
import { isDenied, type LedgerJob } from './job.ts';
import type { Claim, JobChoice } from './pointer.ts';
import { priorityOf } from './priority.ts';
import type { Reason } from './reason.ts';
import type { Counts, Item, ItemState, Run, Settlement } from './run.ts';
import { noCounts } from './run.ts';
import { isStray, type Switch } from './stray.ts';
import { formatInstant } from './time.ts';

/* The bodies of the HTTP API; those of a pair are in view/. Times are ISO 8601 in UTC. */

export type RunView = {
  readonly run: string;
  readonly kind: string;
  readonly mode: string;
  readonly state: string;
  readonly epoch: number | null;
  readonly source: string;
  readonly target: string;
  readonly reason: Reason;
  readonly by: string;
  readonly fence: number;
  /** `finish`: only the pointer moves. */
  readonly inFlight: 'move' | 'finish';
  readonly keep: 'origins' | null;
  /** Which jobs it is about; null: all of its source. */
  readonly only: JobChoice | null;
  readonly retryOf: string | null;
  readonly cancelled: { readonly by: string; readonly at: string } | null;
  /** Null for every other kind of run. */
  readonly drill: DrillView | null;
  readonly counts: Counts;
  readonly startedAt: string;
  readonly switchedAt: string | null;
  readonly endedAt: string | null;
};

/** A run as people see it. Between the claim and its first step only the claim exists; `stalled` is the claim's word. */
export function runView(run: Run, claim: Claim | undefined): RunView {
  const mine = claim?.order.run === run.order.run ? claim : undefined;
  const cancelled = run.cancelled ?? mine?.cancelled;
  return {
    run: run.order.run,
    kind: run.order.kind,
    mode: run.order.mode,
    state: mine?.state === 'stalled' ? 'stalled' : run.state,
    epoch: run.epoch ?? null,
    source: run.order.source,
    target: run.order.target,
    reason: run.order.reason,
    by: run.order.by,
    fence: mine?.fence ?? run.fence,
    inFlight: run.order.inFlight ?? 'move',
    keep: run.order.keep ?? null,
    only: run.order.only ?? null,
    retryOf: run.order.retryOf ?? null,
    cancelled: cancelled === undefined ? null : { by: cancelled.by, at: formatInstant(cancelled.at) },
    drill: drillView(run),
    counts: { ...noCounts, ...run.counts },
    startedAt: formatInstant(run.order.claimedAt),
    switchedAt: run.switchedAt === undefined ? null : formatInstant(run.switchedAt),
    endedAt: run.endedAt === undefined ? null : formatInstant(run.endedAt),
  };
}

export type ItemView = {
  readonly job: JobKey;
  readonly originId: string;
  readonly rootId: string;
  readonly jobType: string | null;
  readonly state: string;
  readonly outcome: string | null;
  readonly reasons: readonly Reason[];
  readonly targetName: string | null;
  readonly late: boolean;
  readonly victim: boolean;
  readonly at: string | null;
  /** What became of the origin, once its workspace could be asked: null until then. */
  readonly settlement: {
    readonly state: 'waiting' | 'cancelling' | 'settled';
    readonly which: 'origin' | 'copy' | null;
    readonly reason: Reason;
    readonly status: string | null;
    readonly at: string;
  } | null;
  /** What the copy was last seen as after the run; null until something was heard of it. */
  readonly copy: { readonly status: string; readonly at: string } | null;
};

function momentOf(state: ItemState): string | null {
  if (state.kind === 'planned') return null;
  return formatInstant(state.kind === 'releasing' || state.kind === 'recalling' ? state.since : state.at);
}

function settlementView(settlement: Settlement | undefined): ItemView['settlement'] {
  if (settlement === undefined) return null;
  const { kind: state, reason } = settlement;
  if (settlement.kind === 'settled')
    return { state, which: null, reason, status: settlement.status, at: formatInstant(settlement.at) };
  const which = settlement.kind === 'cancelling' ? settlement.which : null;
  return { state, which, reason, status: null, at: formatInstant(settlement.since) };
}

export function itemView(item: Item): ItemView {
  const { state } = item;
  return {
    job: item.job,
    originId: item.originId,
    rootId: item.rootId,
    jobType: item.jobType ?? null,
    state: state.kind,
    outcome: state.kind === 'ended' ? state.outcome : null,
    reasons: state.kind === 'ended' && state.outcome !== 'verified' ? state.reasons : [],
    targetName: 'targetName' in state ? (state.targetName ?? null) : null,
    late: item.late,
    victim: item.victim,
    at: momentOf(state),
    settlement: settlementView(item.settlement),
    copy: item.copy === undefined ? null : { status: item.copy.status, at: formatInstant(item.copy.at) },
  };
}

export type JobView = {
  readonly job: JobKey;
  readonly name: string;
  readonly side: string;
  readonly state: string;
  readonly status: string;
  readonly jobType: string | null;
  readonly experiment: string | null;
  readonly owner: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** `gone`: the service's last word is that it has no such job. */
  readonly spec: LedgerJob['spec']['kind'] | 'gone';
  readonly cancelRequested: boolean;
  /** By its tag `failover.priority`: a lower number is moved first. */
  readonly priority: number;
  readonly firstSeenAt: string;
  readonly endedAt: string | null;
  readonly lineage: { readonly origin: string; readonly root: string } | null;
  /** Somebody submitted it to the workspace that was not active then. */
  readonly stray: boolean;
  /** What would happen to it if its workspace failed now; null until that is known. */
  readonly disposition: {
    readonly kind: 'ready' | 'blocked' | 'skipped';
    readonly reasons: readonly Reason[];
    readonly at: string;
  } | null;
};

function dispositionView(disposition: Disposition | undefined): JobView['disposition'] {
  if (disposition === undefined) return null;
  const { kind, at } = disposition;
  const reasons = kind === 'blocked' ? disposition.reasons : kind === 'skipped' ? [disposition.reason] : ([] as const);
  return { kind, reasons, at: formatInstant(at) };
}

export function jobView(job: LedgerJob, switches: readonly Switch[]): JobView {
  return {
    job: job.key,
    name: job.name,
    side: job.side,
    state: job.state,
    status: job.status,
    jobType: job.jobType ?? null,
    experiment: job.experiment ?? null,
    owner: job.owner ?? null,
    tags: job.tags,
    spec: isDenied(job) ? 'gone' : job.spec.kind,
    cancelRequested: job.cancelRequested,
    priority: priorityOf(job).rank,
    firstSeenAt: formatInstant(job.firstSeenAt),
    endedAt: job.state === 'done' ? formatInstant(job.endedAt) : null,
    lineage: job.lineage ?? null,
    stray: isStray(job, switches),
    disposition: job.state === 'live' ? dispositionView(job.disposition) : null,
  };
}
