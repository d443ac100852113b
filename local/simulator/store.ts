import type { JsonObject } from './json.ts';
import { guidFrom } from './random.ts';
import type { Timer } from './clock.ts';
import type { BlobPlace } from './data-storage.ts';
import type { Principal } from './tokens.ts';
import type { Standing, WorkspaceSettings } from './standing.ts';
import type { RegistrySeed } from './types.ts';

export const assetTypes = ['environments', 'codes', 'components', 'data', 'models'] as const;
export type AssetType = (typeof assetTypes)[number];

export type Stamp = { readonly at: number; readonly by: Principal };

export type Asset = {
  type: AssetType;
  name: string;
  version: string;
  properties: JsonObject;
  created: Stamp;
  modified: Stamp;
};

/** A datastore or a compute: one body, no versions. */
export type Plain = { name: string; properties: JsonObject; tags: JsonObject; created: Stamp; modified: Stamp };

export type Job = {
  readonly workspace: Workspace;
  readonly name: string;
  readonly jobType: string;
  /** `properties` as the submitter sent them, later updates included. */
  submitted: JsonObject;
  status: string;
  /** Grows with every job: the list's order. */
  readonly order: number;
  readonly created: Stamp;
  readonly parent?: Job;
  readonly children: Job[];
  /** True from the moment that the service has looked at the job: what it adds then is on every later GET. */
  touched: boolean;
  queuedAt?: number;
  startedAt?: number;
  endedAt?: number;
  cancelRequested: boolean;
  /** Why the job fails once it is being prepared, although it was accepted. */
  flaw?: string;
  /** The step that comes by itself; without a timer while the region is dark. */
  next?: { status: string; dueAt: number; remaining: number; timer?: Timer; work?: 'begun' | 'done' };
  stuck: boolean;
};

export type Workspace = {
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly region: string;
  readonly guid: string;
  readonly storageAccount: string;
  readonly identities: readonly string[];
  readonly created: Stamp;
  readonly assets: Map<string, Asset>;
  readonly computes: Map<string, Plain>;
  readonly datastores: Map<string, Plain>;
  readonly jobs: Map<string, Job>;
  readonly settings: WorkspaceSettings;
};

export type Store = {
  readonly workspaces: Map<string, Workspace>;
  readonly registries: readonly RegistrySeed[];
  readonly standing: Standing;
  orders: number;
};

const idPattern =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.MachineLearningServices\/workspaces\/([^/]+)/i;

/** Reads the workspace that an ARM id or a path of ARM's begins with, in any letter case. */
export function workspaceParts(
  path: string,
): { subscriptionId: string; resourceGroup: string; name: string } | undefined {
  const [, subscriptionId, resourceGroup, name] = idPattern.exec(path) ?? [];
  if (subscriptionId === undefined || resourceGroup === undefined || name === undefined) return undefined;
  return { subscriptionId, resourceGroup, name };
}

export function findWorkspace(store: Store, path: string): Workspace | undefined {
  const matched = idPattern.exec(path);
  return matched === null ? undefined : store.workspaces.get(matched[0].toLowerCase());
}

/** Where a workspace's own storage account is; undefined for any other, which no region takes down with it. */
export function regionOfAccount(store: Store, account: string): string | undefined {
  const wanted = account.toLowerCase();
  return [...store.workspaces.values()].find((one) => one.storageAccount.toLowerCase() === wanted)?.region;
}

/** Where a path of a datastore of the workspace lies; undefined without such a datastore. */
export function placeIn(workspace: Workspace, datastore: string, path: string): BlobPlace | undefined {
  const found = workspace.datastores.get(datastore.toLowerCase())?.properties;
  const account = found?.['accountName'];
  // Data Lake calls a container a file system.
  const container = found?.['containerName'] ?? found?.['filesystem'];
  return typeof account === 'string' && typeof container === 'string'
    ? { account: account.toLowerCase(), container, path }
    : undefined;
}

export function assetKey(type: AssetType, name: string, version: string): string {
  return `${type}/${name}/versions/${version}`.toLowerCase();
}

export function assetId(workspace: Workspace, asset: Pick<Asset, 'type' | 'name' | 'version'>): string {
  return `${workspace.id}/${asset.type}/${asset.name}/versions/${asset.version}`;
}

/** The versions of one container, the oldest first. */
export function versionsOf(workspace: Workspace, type: AssetType, name: string): Asset[] {
  const wanted = name.toLowerCase();
  return [...workspace.assets.values()].filter((asset) => asset.type === type && asset.name.toLowerCase() === wanted);
}

export function jobIdOf(job: Job): string {
  return `${job.workspace.id}/jobs/${job.name}`;
}

export function experimentName(job: Job): string {
  const root = job.parent ?? job;
  const given = root.submitted['experimentName'];
  return typeof given === 'string' ? given : 'Default';
}

export function experimentId(job: Job): string {
  return guidFrom(`${job.workspace.guid}/experiments/${experimentName(job).toLowerCase()}`);
}

export const terminalStatuses: ReadonlySet<string> = new Set(['Completed', 'Failed', 'Canceled']);

export function isTerminal(job: Job): boolean {
  return terminalStatuses.has(job.status);
}
