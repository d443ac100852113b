import type { WorkspaceRef } from '../workspace.ts';

/** Addresses that mean one workspace's own storage or run history, wherever in a text they stand. */
const addresses: readonly (readonly [RegExp, string])[] = [
  [/azureml:\/\/datastores\//i, "an address of the workspace's own datastores"],
  [/azureml:\/\/jobs\/|\bruns:\/|\baml:\/\//i, 'an address of what a run left behind'],
];

/** Says in words what in a free text points to the source workspace. */
export type TextFinder = (text: string) => string[];

/**
 * What it finds is a hint and not a proof: names are looked for as whole words only, and none that the target has as
 * well.
 */
export function textFinder(source: WorkspaceRef, target: WorkspaceRef): TextFinder {
  const own = ownWords(source, target);
  const names = [own.subscriptionId, own.guid, own.name, own.shortId === undefined ? undefined : source.name, own.api];
  const escaped = names.flatMap((name) => (name === undefined ? [] : [name.replaceAll(/[^\w]/g, String.raw`\$&`)]));
  // Most texts hold nothing of the kind, and this is asked of every text of a spec.
  const suspect = new RegExp([...escaped, 'azureml://', 'runs:/', 'aml://'].join('|'), 'i');
  return (text) => (suspect.test(text) ? findIn(text, own) : []);
}

/** What tells the source from the target, in lower case; undefined where both are the same. */
type OwnWords = Readonly<Record<'subscriptionId' | 'guid' | 'name' | 'api' | 'shortId', string | undefined>>;

function ownWords(source: WorkspaceRef, target: WorkspaceRef): OwnWords {
  const ifOther = (of: (workspace: WorkspaceRef) => string | undefined) => {
    const word = of(source)?.toLowerCase();
    return word === of(target)?.toLowerCase() ? undefined : word;
  };
  return {
    subscriptionId: ifOther(({ subscriptionId }) => subscriptionId),
    guid: ifOther(({ guid }) => guid),
    name: ifOther(({ name }) => name),
    api: ifOther(({ region }) => `//${region}.api.azureml.`),
    shortId: ifOther(shortId),
  };
}

function findIn(text: string, own: OwnWords): string[] {
  const lower = text.toLowerCase();
  const words = new Set(lower.split(/[\s'"`=,;:/\\()[\]{}<>|&]+/));
  const has = (word: string | undefined) => word !== undefined && words.has(word);

  const found = addresses.filter(([pattern]) => pattern.test(text)).map(([, inWords]) => inWords);
  if (has(own.subscriptionId)) found.unshift("the source workspace's subscription");
  if (has(own.guid)) found.unshift("the source workspace's GUID");
  if (own.api !== undefined && lower.includes(own.api)) found.unshift("the address of the source region's run history");
  if (has(own.name) || (own.shortId !== undefined && holdsId(lower, own.shortId)))
    found.unshift("the source workspace's name");
  return found;
}

/** Whether a text holds an id of that workspace, in any form that has its resource group and name. */
export function holdsWorkspace(text: string, workspace: WorkspaceRef): boolean {
  return holdsId(text.toLowerCase(), shortId(workspace));
}

/** What the ARM id, the `azureml://` form and Studio's links have in common, the provider left out. */
function shortId({ resourceGroup, name }: WorkspaceRef): string {
  return `/resourcegroups/${resourceGroup}/workspaces/${name}`.toLowerCase();
}

function holdsId(lower: string, id: string): boolean {
  const pieces = lower.replaceAll('/providers/microsoft.machinelearningservices', '').split(id);
  return pieces.slice(1).some((after) => !/^[\w-]/.test(after));
}
