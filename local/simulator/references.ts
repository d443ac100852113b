/** What a reference in a job names, before anybody has asked whether it exists. */
export type Reference =
  | { readonly kind: 'binding' }
  | { readonly kind: 'registry'; readonly registry: string; readonly type: string; readonly name: string }
  /** In a workspace: its ARM id, its GUID, or neither where the reference is a short one. */
  | {
      readonly kind: 'workspace';
      readonly workspaceId?: string;
      readonly guid?: string;
      readonly type?: string;
      readonly name: string;
      readonly version?: string;
      readonly label?: string;
    }
  | { readonly kind: 'unknown' };

const versionOrLabel = '(?:/(versions|labels)/([^/]+))?';
const armPattern = new RegExp(
  `^(?:azureml:)?(/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.MachineLearningServices/workspaces/[^/]+)/([^/]+)/([^/]*)${versionOrLabel}$`,
  'i',
);
const registryPattern = /^azureml:\/\/registries\/([^/]+)\/([^/]+)\/([^/]+)(?:\/(?:versions|labels)\/[^/]+)?$/i;
const locationPattern = new RegExp(
  `^azureml://locations/[^/]+/workspaces/([^/]+)/([^/]+)/([^/]+)${versionOrLabel}$`,
  'i',
);
const longPattern = new RegExp(
  `^azureml://subscriptions/([^/]+)/resourceGroups/([^/]+)(?:/providers/Microsoft\\.MachineLearningServices)?/workspaces/([^/]+)/([^/]+)/([^/]+)${versionOrLabel}$`,
  'i',
);
const shortPattern = /^azureml:([^/:@]+)(?::([^/:]+)|@([^/:]+))?$/i;
const barePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** Reads one reference in any of the forms that Azure ML uses. */
export function readReference(text: string): Reference {
  if (/^\$(\{\{|\[\[)/.test(text)) return { kind: 'binding' };
  const registry = registryPattern.exec(text);
  if (registry !== null) {
    return {
      kind: 'registry',
      registry: registry[1] ?? '',
      type: (registry[2] ?? '').toLowerCase(),
      name: registry[3] ?? '',
    };
  }
  const arm = armPattern.exec(text);
  if (arm !== null) return inWorkspace({ workspaceId: arm[1] ?? '' }, arm[2], arm[3], arm[4], arm[5]);
  const long = longPattern.exec(text);
  if (long !== null) {
    const workspaceId = `/subscriptions/${long[1]}/resourceGroups/${long[2]}/providers/Microsoft.MachineLearningServices/workspaces/${long[3]}`;
    return inWorkspace({ workspaceId }, long[4], long[5], long[6], long[7]);
  }
  const location = locationPattern.exec(text);
  if (location !== null)
    return inWorkspace({ guid: location[1] ?? '' }, location[2], location[3], location[4], location[5]);
  const short = shortPattern.exec(text);
  if (short !== null) {
    const which = short[2] === undefined ? 'labels' : 'versions';
    return inWorkspace({}, undefined, short[1], which, short[2] ?? short[3]);
  }
  return barePattern.test(text) ? { kind: 'workspace', name: text } : { kind: 'unknown' };
}

function inWorkspace(
  where: { workspaceId?: string; guid?: string },
  type: string | undefined,
  name: string | undefined,
  which: string | undefined,
  value: string | undefined,
): Reference {
  return {
    kind: 'workspace',
    ...where,
    ...(type === undefined ? {} : { type: type.toLowerCase() }),
    name: name ?? '',
    ...(value === undefined ? {} : which?.toLowerCase() === 'labels' ? { label: value } : { version: value }),
  };
}
