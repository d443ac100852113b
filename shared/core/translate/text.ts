import type { WorkspaceRef } from '../workspace.ts';

/** Addresses that mean one workspace's own storage or run history, wherever in a text they stand. */
const addresses: readonly (readonly [RegExp, string])[] = [
  [/azureml:\/\/datastores\//i, "an address of the workspace's own datastores"],
  [/azureml:\/\/jobs\/|\bruns:\/|\baml:\/\//i, 'an address of what a run left behind'],
];

/**
 * Says in words what in a free text points to the source workspace. It is a hint and not a proof: names are looked for
 * as whole words only, and none that the target has as well.
 */
export function findInText(text: string, source: WorkspaceRef, target: WorkspaceRef): string[] {
  const lower = text.toLowerCase();
  const words = new Set(lower.split(/[\s'"`=,;:/\\()[\]{}<>|&]+/));
  const differs = (part: 'subscriptionId' | 'name' | 'guid' | 'region') =>
    source[part]?.toLowerCase() !== target[part]?.toLowerCase();
  const has = (part: 'subscriptionId' | 'name' | 'guid') =>
    differs(part) && words.has(source[part]?.toLowerCase() ?? '\n');

  const found = addresses.filter(([pattern]) => pattern.test(text)).map(([, inWords]) => inWords);
  if (has('subscriptionId')) found.unshift("the source workspace's subscription");
  if (has('guid')) found.unshift("the source workspace's GUID");
  if (differs('region') && lower.includes(`//${source.region.toLowerCase()}.api.azureml.`))
    found.unshift("the address of the source region's run history");
  if (has('name') || (shortId(source) !== shortId(target) && holdsId(lower, shortId(source))))
    found.unshift("the source workspace's name");
  return found;
}

/** What the ARM id, the `azureml://` form and Studio's links have in common, the provider left out. */
function shortId({ resourceGroup, name }: WorkspaceRef): string {
  return `/resourcegroups/${resourceGroup}/workspaces/${name}`.toLowerCase();
}

function holdsId(lower: string, id: string): boolean {
  const pieces = lower.replaceAll('/providers/microsoft.machinelearningservices', '').split(id);
  return pieces.slice(1).some((after) => !/^[\w-]/.test(after));
}
