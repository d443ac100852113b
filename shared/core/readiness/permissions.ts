/** One entry of what ARM says that a caller may do: the actions of one of its roles, and those taken out again. */
export type Permission = {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
};

const workspaces = 'Microsoft.MachineLearningServices/workspaces';
const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';

/** Without these there is no failover into a workspace at all. */
export const actionsToSubmit = [`${workspaces}/jobs/read`, `${workspaces}/jobs/write`] as const;
/** Without these the mirror copies nothing into a workspace, and canaries and copies cannot be cancelled. */
export const actionsToMirror = [
  `${workspaces}/jobs/cancel/action`,
  `${workspaces}/environments/versions/write`,
  `${workspaces}/codes/versions/write`,
  `${workspaces}/components/versions/write`,
  `${workspaces}/data/versions/write`,
  `${workspaces}/models/versions/write`,
  `${workspaces}/computes/read`,
  `${workspaces}/datastores/read`,
] as const;
/** What is asked of the workspace that jobs come from. */
export const actionsToFollow = [
  `${workspaces}/jobs/read`,
  `${workspaces}/jobs/cancel/action`,
  `${workspaces}/environments/versions/read`,
  `${workspaces}/codes/versions/read`,
  `${workspaces}/components/versions/read`,
  `${workspaces}/data/versions/read`,
  `${workspaces}/models/versions/read`,
  `${workspaces}/datastores/read`,
] as const;
export const blobReads = [`${blobs}/read`] as const;
export const blobWrites = [`${blobs}/read`, `${blobs}/write`] as const;

/**
 * Those of the actions that no role of the caller allows. What one role takes out of its own actions another may still
 * give; deny assignments are not part of ARM's answer.
 */
export function missingActions(permissions: readonly Permission[], needed: readonly string[]): readonly string[] {
  return needed.filter(
    (action) => !permissions.some(({ actions, notActions }) => covers(actions, action) && !covers(notActions, action)),
  );
}

export function missingDataActions(permissions: readonly Permission[], needed: readonly string[]): readonly string[] {
  return needed.filter(
    (action) =>
      !permissions.some(
        ({ dataActions, notDataActions }) => covers(dataActions, action) && !covers(notDataActions, action),
      ),
  );
}

/** `*` stands for any text, slashes included; letter case does not matter. */
function covers(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
    return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
  });
}
