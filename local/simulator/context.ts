import type { Clock } from './clock.ts';
import type { createEventSource } from './event-grid.ts';
import type { DataStorage } from './data-storage.ts';
import type { EventDelivery } from './event-delivery.ts';
import type { JsonObject } from './json.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Store, Workspace } from './store.ts';
import type { Principal, Tokens } from './tokens.ts';
import type { JobTimes } from './types.ts';

/** What the operations work on. */
export type World = {
  readonly store: Store;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly lifecycle: Lifecycle;
  readonly events: ReturnType<typeof createEventSource>;
  readonly delivery: EventDelivery;
  readonly pageSize: number;
  /** What a PUT that repeats an earlier one word by word gets: nobody has recorded it, and both have been reported. */
  repeatedPut: 'accepted' | 'refused';
  /** Undefined where nobody looks at data and code. */
  readonly storage: DataStorage | undefined;
  /** Storage accounts out of which the service itself copies nothing. */
  readonly firewalled: Set<string>;
  /** How long the steps of jobs take in a region, where it is not as long as elsewhere. */
  readonly regionTimes: Map<string, Partial<JobTimes>>;
  armUrl: string;
  regionUrls: Record<string, string>;
};

/** One request to an operation of a workspace, already let in. */
export type Call = {
  readonly world: World;
  readonly workspace: Workspace;
  readonly principal: Principal;
  readonly method: string;
  readonly url: URL;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: JsonObject | undefined;
  /** The region and time that the service's errors name. */
  readonly where: { readonly region: string; readonly now: number };
};

export function apiVersion(call: Call): string {
  return call.url.searchParams.get('api-version') ?? '';
}

/** Raises what ARM raises after a write: `…/jobs/write` on the job's id, and so on. */
export function raiseWrite(
  call: Call,
  path: string,
  operation: string,
  job: string | null,
  kind: 'Write' | 'Delete' | 'Action' = 'Write',
): void {
  const { world, workspace, principal, method, url, where } = call;
  const emission = world.events.resource(kind, {
    workspace,
    resourceId: `${workspace.id}/${path}`,
    operationName: `Microsoft.MachineLearningServices/workspaces/${operation}`,
    method,
    url: url.href,
    principal,
    job,
    at: where.now,
  });
  world.delivery.publish(emission);
}
