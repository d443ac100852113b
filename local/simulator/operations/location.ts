import { ok } from '../answer.ts';
import { methodNotAllowed, routeNotFound } from '../errors-derived.ts';
import { isTerminal } from '../store.ts';
import { vmFamilies, vmSizes } from '../vm-sizes.ts';
import type { Answer } from '../answer.ts';
import type { World } from '../context.ts';
import type { Job, Store } from '../store.ts';

/** What stands below a location of a subscription rather than below a workspace. */
export type LocationPath = {
  readonly subscriptionId: string;
  readonly region: string;
  readonly operation: 'operations/read' | 'usages/list' | 'vmSizes/list' | 'unknown';
  readonly result: string;
};

const pattern =
  /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.MachineLearningServices\/locations\/([^/]+)\/(?:(usages|vmSizes)|mfeOperationResults\/([^/]+)|.*)$/i;

export function readLocation(path: string): LocationPath | undefined {
  const matched = pattern.exec(path);
  if (matched === null) return undefined;
  const [, subscriptionId = '', region = '', list, result] = matched;
  const where = { subscriptionId, region: region.toLowerCase(), result: decodeURIComponent(result ?? '') };
  if (list !== undefined) return { ...where, operation: /usages/i.test(list) ? 'usages/list' : 'vmSizes/list' };
  return { ...where, operation: result === undefined ? 'unknown' : 'operations/read' };
}

export function answerLocation(world: World, location: LocationPath, method: string, url: URL): Answer {
  if (location.operation === 'unknown') return routeNotFound(url.pathname);
  if (method !== 'GET') return methodNotAllowed(method);
  if (location.operation === 'usages/list') return listUsages(world.store, location);
  return location.operation === 'vmSizes/list' ? listVmSizes() : cancelResult(world.store, location, url.href);
}

/** What became of a cancel: 202 while the job still runs. Only the job's name and the region are known here. */
function cancelResult(store: Store, location: LocationPath, self: string): Answer {
  const name = location.result.split(':').at(-1)?.toLowerCase() ?? '';
  const isOpen = jobsIn(store, location).some(
    (job) => job.name.toLowerCase() === name && job.cancelRequested && !isTerminal(job),
  );
  return isOpen ? { status: 202, headers: { location: self, 'retry-after': '1' } } : { status: 200 };
}

const coresPerFamily = 300;

/** How much of its quota a subscription uses in a region. Derived: there is no recording of it. */
function listUsages(store: Store, location: LocationPath): Answer {
  const running = jobsIn(store, location).filter((job) => job.parent === undefined && job.status === 'Running').length;
  const used = Math.min(coresPerFamily, running);
  const scope = `/subscriptions/${location.subscriptionId}/providers/Microsoft.MachineLearningServices/locations/${location.region}`;
  return ok({
    value: vmFamilies.map((family) => {
      const told = store.standing.quotas.get(`${location.region}/${family.toLowerCase()}`);
      return {
        id: `${scope}/usages/${family}`,
        type: 'Microsoft.MachineLearningServices/usages',
        amlWorkspaceLocation: location.region,
        unit: 'Count',
        currentValue: told?.used ?? used,
        limit: told?.limit ?? coresPerFamily,
        name: { value: family, localizedValue: family },
      };
    }),
  });
}

/** The sizes that computes of a region may have. Derived from the documentation of the list. */
function listVmSizes(): Answer {
  return ok({
    value: vmSizes.map(({ memoryGB, ...size }) => ({
      ...size,
      memoryGB,
      maxResourceVolumeMB: memoryGB * 2048,
      osVhdSizeMB: 1_047_552,
      lowPriorityCapable: true,
      premiumIO: true,
      supportedComputeTypes: ['AmlCompute', 'ComputeInstance'],
    })),
  });
}

function jobsIn(store: Store, { subscriptionId, region }: LocationPath): Job[] {
  return [...store.workspaces.values()]
    .filter((one) => one.region === region && one.subscriptionId.toLowerCase() === subscriptionId.toLowerCase())
    .flatMap((one) => [...one.jobs.values()]);
}
