import { ok } from '../answer.ts';
import { methodNotAllowed, routeNotFound } from '../errors-derived.ts';
import { isTerminal } from '../store.ts';
import type { Answer } from '../answer.ts';
import type { World } from '../context.ts';
import type { Job, Store } from '../store.ts';

/** What stands below a location of a subscription rather than below a workspace. */
export type LocationPath = {
  readonly subscriptionId: string;
  readonly region: string;
  readonly operation: 'operations/read' | 'usages/list' | 'unknown';
  readonly result: string;
};

const pattern =
  /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.MachineLearningServices\/locations\/([^/]+)\/(?:(usages)|mfeOperationResults\/([^/]+)|.*)$/i;

export function readLocation(path: string): LocationPath | undefined {
  const matched = pattern.exec(path);
  if (matched === null) return undefined;
  const [, subscriptionId = '', region = '', usages, result] = matched;
  const operation = usages !== undefined ? 'usages/list' : result !== undefined ? 'operations/read' : 'unknown';
  return { subscriptionId, region: region.toLowerCase(), operation, result: decodeURIComponent(result ?? '') };
}

export function answerLocation(world: World, location: LocationPath, method: string, url: URL): Answer {
  if (location.operation === 'unknown') return routeNotFound(url.pathname);
  if (method !== 'GET') return methodNotAllowed(method);
  return location.operation === 'usages/list'
    ? listUsages(world.store, location)
    : cancelResult(world.store, location, url.href);
}

/** What became of a cancel: 202 while the job still runs. Only the job's name and the region are known here. */
function cancelResult(store: Store, location: LocationPath, self: string): Answer {
  const name = location.result.split(':').at(-1)?.toLowerCase() ?? '';
  const isOpen = jobsIn(store, location).some(
    (job) => job.name.toLowerCase() === name && job.cancelRequested && !isTerminal(job),
  );
  return isOpen ? { status: 202, headers: { location: self, 'retry-after': '1' } } : { status: 200 };
}

const families = ['standardDSv2Family', 'standardNCADSA100v4Family'] as const;
const coresPerFamily = 300;

/** How much of its quota a subscription uses in a region. Derived: there is no recording of it. */
function listUsages(store: Store, location: LocationPath): Answer {
  const running = jobsIn(store, location).filter((job) => job.parent === undefined && job.status === 'Running').length;
  const used = Math.min(coresPerFamily, running);
  const scope = `/subscriptions/${location.subscriptionId}/providers/Microsoft.MachineLearningServices/locations/${location.region}`;
  return ok({
    value: families.map((family) => ({
      id: `${scope}/usages/${family}`,
      type: 'Microsoft.MachineLearningServices/usages',
      amlWorkspaceLocation: location.region,
      unit: 'Count',
      currentValue: used,
      limit: coresPerFamily,
      name: { value: family, localizedValue: family },
    })),
  });
}

function jobsIn(store: Store, { subscriptionId, region }: LocationPath): Job[] {
  return [...store.workspaces.values()]
    .filter((one) => one.region === region && one.subscriptionId.toLowerCase() === subscriptionId.toLowerCase())
    .flatMap((one) => [...one.jobs.values()]);
}
