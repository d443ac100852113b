import type { Dependency } from '../asset.ts';
import { isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json.ts';
import type { WorkspaceFacts } from '../mirror/facts.ts';
import { lookUp, type Mapping } from '../translate/mapping.ts';

/** What one step of a job asks for, in the words of its own workspace: so it is the same for ever, as its definition is. */
export type StepNeed =
  | { readonly kind: 'compute'; readonly compute: string; readonly machines: number }
  | { readonly kind: 'serverless'; readonly size?: string; readonly machines: number };

/** What one job needs of the other workspace's machines, family by family: its largest step of each. */
export type Demand = {
  readonly job: string;
  /** Computes of the other workspace by their names there; `serverless` where it needs none. */
  readonly computes: readonly string[];
  readonly cores: ReadonlyMap<string, number>;
};

/** The machines that the steps of a definition ask for. */
export function needsOf(spec: JsonObject, dependencies: readonly Dependency[]): readonly StepNeed[] {
  return dependencies.flatMap((dependency): StepNeed[] => {
    if (dependency.kind === 'compute') {
      const step = ownerAt(spec, dependency.path.split('/').slice(0, -1).join('/'));
      return [{ kind: 'compute', compute: dependency.name, machines: machinesOf(step) }];
    }
    if (dependency.kind !== 'serverless') return [];
    const path = dependency.path === '/computeId' ? '' : dependency.path;
    const { instanceType } = dependency;
    const machines = machinesOf(ownerAt(spec, path));
    return [{ kind: 'serverless', machines, ...(instanceType === undefined ? {} : { size: instanceType }) }];
  });
}

/**
 * The same for the workspace that the job would go to. Steps of a pipeline need not run at a time, so of each family the
 * largest one counts: the least that the job needs to get through.
 */
export function demandOf(
  job: string,
  needs: readonly StepNeed[],
  mapping: Mapping,
  target: WorkspaceFacts | undefined,
): Demand {
  const cores = new Map<string, number>();
  const computes = new Set<string>();
  for (const need of needs) {
    const name = need.kind === 'compute' ? (lookUp(mapping.computes, need.compute) ?? need.compute) : 'serverless';
    computes.add(name);
    const size =
      need.kind === 'compute'
        ? target?.computes?.find((one) => sameText(one.name, name))?.vmSize
        : need.size === undefined
          ? undefined
          : (lookUp(mapping.instanceTypes, need.size) ?? need.size);
    const machine = target?.vmSizes?.find((one) => size !== undefined && sameText(one.name, size));
    if (machine === undefined) continue;
    const wanted = machine.cores * need.machines;
    cores.set(machine.family, Math.max(cores.get(machine.family) ?? 0, wanted));
  }
  return { job, computes: [...computes], cores };
}

/** Cores by family, of all jobs together. */
export function totalCores(demand: readonly Demand[]): ReadonlyMap<string, number> {
  const total = new Map<string, number>();
  for (const { cores } of demand)
    for (const [family, wanted] of cores) total.set(family, (total.get(family) ?? 0) + wanted);
  return total;
}

/** Machines of a step: of a sweep as many at a time as it has trials at a time. */
function machinesOf(step: Json | undefined): number {
  const trial = objectAt(step, 'trial');
  const resources = objectAt(step, 'resources') ?? objectAt(trial, 'resources');
  const limits = objectAt(step, 'limits');
  const each = numberIn(resources, 'instanceCount') ?? numberIn(resources, 'instance_count') ?? 1;
  const atOnce = numberIn(limits, 'maxConcurrentTrials') ?? numberIn(limits, 'max_concurrent_trials') ?? 1;
  return Math.max(1, each) * Math.max(1, atOnce);
}

/** The service writes some of the numbers of components and nodes as texts. */
function numberIn(value: JsonObject | undefined, key: string): number | undefined {
  const found = value?.[key];
  if (typeof found === 'number') return found;
  const text = stringAt(value, key);
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

function ownerAt(spec: JsonObject, path: string): Json | undefined {
  let found: Json | undefined = spec;
  for (const part of path.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    found = isJsonObject(found) ? found[key] : undefined;
  }
  return found;
}

function sameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
