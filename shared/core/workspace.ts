/** Where a workspace is, taken apart once so that nobody splits an ARM id again. */
export type WorkspaceRef = {
  /** `/subscriptions/…/workspaces/<name>`, spelled as configured. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  /** Azure's programmatic region name, for example `eastus`. */
  readonly region: string;
  /** The workspace's GUID (`properties.workspaceId`), where it is known. */
  readonly guid?: string;
};

const workspaceIdPattern =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.MachineLearningServices\/workspaces\/([^/]+)$/i;

/** Reads a workspace's ARM id in any letter case; undefined when the text is none. */
export function parseWorkspaceId(
  id: string,
): Pick<WorkspaceRef, 'id' | 'subscriptionId' | 'resourceGroup' | 'name'> | undefined {
  const match = workspaceIdPattern.exec(id);
  if (match === null) return undefined;
  const [, subscriptionId, resourceGroup, name] = match;
  if (subscriptionId === undefined || resourceGroup === undefined || name === undefined) return undefined;
  return { id, subscriptionId, resourceGroup, name };
}

export function jobId(workspace: Pick<WorkspaceRef, 'id'>, name: string): string {
  return `${workspace.id}/jobs/${name}`;
}

/** The names of the storage accounts among ARM ids. */
export function storageAccountsOf(resources: readonly string[]): readonly string[] {
  const names = resources.flatMap((id) => {
    const name = /\/providers\/Microsoft\.Storage\/storageAccounts\/([^/]+)$/i.exec(id)?.[1];
    return name === undefined ? [] : [name.toLowerCase()];
  });
  return [...new Set(names)];
}
