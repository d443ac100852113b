import { shortHash } from './ids.ts';
import type { WorkspaceRef } from './workspace.ts';

/**
 * The `config.json` of a workspace: the three keys that `MLClient.from_config()` and `Workspace.from_config()` read, no
 * more. The ETag is of the content, so it is the same again when a failback brings the same workspace back.
 */
export function configJson(workspace: Pick<WorkspaceRef, 'subscriptionId' | 'resourceGroup' | 'name'>): {
  readonly body: string;
  readonly etag: string;
} {
  const content = {
    subscription_id: workspace.subscriptionId,
    resource_group: workspace.resourceGroup,
    workspace_name: workspace.name,
  };
  const body = `${JSON.stringify(content, null, 2)}\n`;
  return { body, etag: `"${shortHash(body, 26)}"` };
}
