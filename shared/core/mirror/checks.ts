import type { Dependency } from '../asset.ts';
import type { Reason } from '../reason.ts';
import { lookUp, type Mapping } from '../translate/mapping.ts';
import type { WorkspaceRef } from '../workspace.ts';
import type { WorkspaceFacts } from './facts.ts';

/** What the target lacks of what cannot be copied. Nothing is concluded from facts that could not be read. */
export function checkStandby(
  dependencies: readonly Dependency[],
  target: WorkspaceRef,
  facts: WorkspaceFacts,
  mapping: Mapping,
): Reason[] {
  return dependencies.flatMap((dependency) => {
    const { path } = dependency;
    switch (dependency.kind) {
      case 'compute':
        return checkCompute(lookUp(mapping.computes, dependency.name) ?? dependency.name, path, target, facts);
      case 'serverless': {
        const { instanceType } = dependency;
        if (instanceType === undefined) return [];
        return checkQuota(lookUp(mapping.instanceTypes, instanceType) ?? instanceType, path, target, facts);
      }
      case 'registry':
        return checkRegistry(dependency.registry, path, target, facts);
      case 'identity':
        return checkIdentity(lookUp(mapping.identities, dependency.id) ?? dependency.id, path, target, facts);
      case 'asset':
      case 'label':
      case 'datastore':
      case 'data':
      case 'job-output':
      case 'storage-account':
        return [];
    }
  });
}

function checkCompute(name: string, path: string, target: WorkspaceRef, facts: WorkspaceFacts): Reason[] {
  // A name that is decided when the job runs, and the reserved ones of serverless compute.
  if (facts.computes === undefined || name === '' || name.includes('{{') || name.toLowerCase() === 'serverless')
    return [];
  const compute = facts.computes.find((one) => sameText(one.name, name));
  if (compute !== undefined) return compute.vmSize === undefined ? [] : checkQuota(compute.vmSize, path, target, facts);
  const message = `${target.name} has no compute ${name}: create it there, or name another one in mapping.computes.`;
  return [{ code: 'ComputeNotInStandby', message, path }];
}

/** Use changes by the hour, and a full quota only makes jobs wait. A limit that not even one machine fits in lets none run. */
function checkQuota(vmSize: string, path: string, target: WorkspaceRef, facts: WorkspaceFacts): Reason[] {
  const size = facts.vmSizes?.find((one) => sameText(one.name, vmSize));
  const quota = facts.quotas?.find((one) => size !== undefined && sameText(one.family, size.family));
  if (size === undefined || quota === undefined || quota.limit < 0 || quota.limit >= size.cores) return [];
  const message = `${target.region} allows ${quota.limit} cores of ${quota.family}, and one ${vmSize} has ${size.cores}: ask for quota, or map the size in mapping.instanceTypes.`;
  return [{ code: 'QuotaShort', message, path }];
}

function checkRegistry(name: string, path: string, target: WorkspaceRef, facts: WorkspaceFacts): Reason[] {
  const registry = facts.registries?.find((one) => sameText(one.name, name));
  // Microsoft's own, and registries of other subscriptions, are not in the list: they are taken to reach.
  if (registry === undefined || registry.regions.includes(target.region.toLowerCase())) return [];
  const message = `The registry ${registry.name} is in ${registry.regions.join(', ')} and not in ${target.region}: add the region to it.`;
  return [{ code: 'RegistryNotInRegion', message, path }];
}

function checkIdentity(id: string, path: string, target: WorkspaceRef, facts: WorkspaceFacts): Reason[] {
  if (facts.identities === undefined || !id.includes('/userAssignedIdentities/')) return [];
  const known = [...facts.identities, ...(facts.computes ?? []).flatMap(({ identities }) => identities)];
  if (known.some((one) => sameText(one, id))) return [];
  const message = `Neither ${target.name} nor a compute of it has the identity ${id.split('/').at(-1)}: assign it there, or name another one in mapping.identities.`;
  return [{ code: 'IdentityNotInStandby', message, path }];
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
