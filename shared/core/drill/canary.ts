import { shortHash, type RunId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { objectAt, stringAt } from '../json.ts';
import type { RunOrder } from '../pointer.ts';
import type { Demand } from '../readiness/demand.ts';
import type { Reason } from '../reason.ts';
import type { Instant } from '../time.ts';
import type { WorkspaceRef } from '../workspace.ts';
import type { CanaryConfig, DrillConfig } from './config.ts';
import type { CanaryCode } from './codes.ts';

/**
 * A job that a drill submits into the standby only to see it run. Its name is fixed and written down before the PUT that
 * uses it, so that nobody who dies leaves one behind that nobody knows of.
 */
export type Canary = {
  readonly name: string;
  /** In the standby; `serverless` for none. */
  readonly compute: string;
  readonly state: CanaryState;
};

export type CanaryState =
  | { readonly kind: 'planned' }
  /** The PUT is under way, or its answer was lost. */
  | { readonly kind: 'submitting'; readonly at: Instant }
  | { readonly kind: 'submitted'; readonly at: Instant }
  /** It has to go: asked to end, until a GET shows that it has. */
  | { readonly kind: 'cancelling'; readonly because: Reason<CanaryCode>; readonly since: Instant }
  | {
      readonly kind: 'ended';
      readonly outcome: 'completed' | 'failed';
      readonly reason?: Reason<CanaryCode>;
      /** Whether it is still listed among the jobs of its workspace. */
      readonly left: 'listed' | 'archived' | 'nothing';
      readonly at: Instant;
    };

/** Stands in the tags, where the ledger sees it, and in the properties, where nobody can change it. */
export const drillMark = 'failover.drill';

export const serverless = 'serverless';

/** One for each compute that most of the jobs in flight would use, as many as the cap allows. */
export function planCanaries(
  order: Pick<RunOrder, 'run' | 'claimedAt'>,
  demand: readonly Demand[],
  drill: DrillConfig,
): readonly Canary[] {
  if (drill.canary === undefined) return [];
  const computes = drill.canary.computes ?? busiestFirst(demand);
  return computes
    .slice(0, drill.maxCanaries)
    .map((compute) => ({ name: canaryName(order, compute), compute, state: { kind: 'planned' } }));
}

function busiestFirst(demand: readonly Demand[]): readonly string[] {
  const jobs = new Map<string, number>();
  for (const { computes } of demand) for (const compute of computes) jobs.set(compute, (jobs.get(compute) ?? 0) + 1);
  // Without any job in flight there is still the way into the workspace to try.
  if (jobs.size === 0) return [serverless];
  return [...jobs].toSorted(([a, many], [b, more]) => more - many || a.localeCompare(b)).map(([compute]) => compute);
}

/** Numbers of runs begin anew where somebody begins anew, and the canaries of that time may still be there. */
function canaryName({ run, claimedAt }: Pick<RunOrder, 'run' | 'claimedAt'>, compute: string): string {
  return `failover-canary-${run}-${shortHash(`${claimedAt} ${compute.toLowerCase()}`, 8)}`;
}

/** The tag `failover: skip` keeps it where it is, should its workspace become the one that jobs are moved from. */
export function canarySpec(
  { compute }: Pick<Canary, 'compute'>,
  run: RunId,
  canary: CanaryConfig,
  drill: Pick<DrillConfig, 'maxMinutes'>,
  target: Pick<WorkspaceRef, 'id'>,
): JsonObject {
  const { command, environment, instanceType } = canary;
  const onItsOwn = compute === serverless;
  return {
    jobType: 'Command',
    command,
    environmentId: environment,
    ...(onItsOwn ? {} : { computeId: `${target.id}/computes/${compute}` }),
    displayName: `failover drill ${run}`,
    experimentName: 'failover-drill',
    limits: { jobLimitsType: 'Command', timeout: `PT${drill.maxMinutes}M` },
    resources: { instanceCount: 1, ...(onItsOwn && instanceType !== undefined ? { instanceType } : {}) },
    tags: { failover: 'skip', [drillMark]: run },
    properties: { [drillMark]: run },
  };
}

/** Whether a job that was found under the name of a canary is that canary. */
export function isCanaryOf(properties: JsonObject | null, run: RunId): boolean {
  return stringAt(objectAt(properties, 'properties'), drillMark) === run;
}
