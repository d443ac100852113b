import { formatStorage, parseStorage, type StorageReference } from './reference-storage.ts';

export type { StorageReference } from './reference-storage.ts';

/**
 * The references that a job's spec can hold, after the grammar of `azure-ai-ml` (constants/_common.py and
 * _utils/_arm_id_utils.py), Azure's documentation of the YAML core syntax, and recorded answers of the service.
 */
export type Reference =
  | WorkspaceReference
  | LocationReference
  | DatastoreReference
  | AssetReference
  | JobOutputReference
  | NamedReference
  | RegistryReference
  | StorageReference
  /** `${{…}}` or `$[[…]]`: resolved by the service when the job runs. */
  | { readonly kind: 'binding'; readonly text: string }
  /** Feeds, public addresses, git, ARM ids of what is no workspace: the same from everywhere. */
  | { readonly kind: 'shared'; readonly text: string }
  /** What one run left behind, or an address of run history: means nothing in another workspace. */
  | { readonly kind: 'run'; readonly text: string }
  /** Begins like a reference of Azure ML and is none that is known. */
  | { readonly kind: 'unknown'; readonly text: string }
  /** Any other text: a name, a relative path, a number. */
  | { readonly kind: 'plain'; readonly text: string };

/**
 * An id below a workspace: an ARM id, the same after `azureml:`, or the `azureml://subscriptions/…` form, which may
 * leave out the subscription (then the job's own) and the provider.
 */
export type WorkspaceReference = {
  readonly kind: 'workspace';
  readonly scheme: '' | 'azureml:' | 'azureml:/';
  readonly subscriptionId?: string;
  readonly resourceGroup: string;
  readonly provider: boolean;
  readonly workspace: string;
  /** Empty, or begins with a slash: `/computes/gpu`. */
  readonly tail: string;
};

/** `azureml://locations/<region>/workspaces/<workspace GUID>/…` */
export type LocationReference = {
  readonly kind: 'location';
  readonly region: string;
  readonly guid: string;
  readonly tail: string;
};

/** `azureml://datastores/<name>/…`: a datastore of whichever workspace the job runs in. */
export type DatastoreReference = { readonly kind: 'datastore'; readonly datastore: string; readonly tail: string };

/** `azureml://models/<name>/versions/<version>`: an asset of whichever workspace the job runs in. */
export type AssetReference = {
  readonly kind: 'asset';
  readonly collection: string;
  readonly name: string;
  readonly rest: string;
};

/** `azureml://jobs/<job>/outputs/<output>/paths/…`; without `paths` it is the whole output. */
export type JobOutputReference = {
  readonly kind: 'job-output';
  readonly job: string;
  readonly output: string;
  readonly rest: string;
};

/** `azureml:<name>`, `azureml:<name>:<version>` or `azureml:<name>@<label>`. */
export type NamedReference = { readonly kind: 'named'; readonly name: string; readonly suffix: string };

/** `azureml://registries/<registry>/<collection>/<name>/…`: the same from every workspace of a region it reaches. */
export type RegistryReference = {
  readonly kind: 'registry';
  readonly registry: string;
  readonly collection: string;
  readonly name: string;
  readonly rest: string;
};

/** Nothing else can be a reference. Most strings of a spec are none, and this is asked of each. */
const beginnings =
  /^(?:azureml:|\/subscriptions\/|\$\{\{|\$\[\[|https?:|wasbs?:|abfss?:|adl:|aml:|git\+|runs:|models:|mlflow-artifacts:)/i;

const provider = '/providers/Microsoft.MachineLearningServices';
const workspacePattern =
  /^(azureml:\/?)?(?:\/subscriptions\/([^/]+))?\/resourceGroups\/([^/]+)(\/providers\/Microsoft\.MachineLearningServices)?\/workspaces\/([^/?#]+)(\/.*)?$/is;
const locationPattern = /^azureml:\/\/locations\/([^/]+)\/workspaces\/([^/]+)(\/.*)?$/is;
const datastorePattern = /^azureml:\/\/datastores\/([^/]+)(\/.*)?$/is;
const assetPattern = /^azureml:\/\/(models|data|environments|components|codes)\/([^/]+)(\/.*)?$/is;
const jobOutputPattern = /^azureml:\/\/jobs\/([^/]+)\/outputs\/([^/]+)(\/.*)?$/is;
const registryPattern = /^azureml:\/\/registries\/([^/]+)\/([^/]+)\/([^/]+)(\/.*)?$/is;
const namedPattern = /^azureml:([^/:@]+)([:@].+)?$/is;

const others: readonly (readonly [RegExp, 'binding' | 'shared' | 'run' | 'unknown'])[] = [
  [/^\$(\{\{|\[\[)/, 'binding'],
  [/^azureml:\/\/jobs\//i, 'run'],
  [/^azureml:\/\/[^/]+\.api\.azureml\./i, 'run'],
  [/^(runs|models|mlflow-artifacts):\//i, 'run'],
  [/^aml:\/\//i, 'run'],
  [/^azureml:\/\/(registries|feeds)\//i, 'shared'],
  [/^(azureml:)?\/subscriptions\//i, 'shared'],
  [/^(https?|wasbs?|abfss?|adl|git\+[a-z]+):/i, 'shared'],
  [/^azureml:/i, 'unknown'],
];

/** Takes a whole string apart. References inside longer text are not looked for. */
export function parseReference(text: string): Reference {
  if (!beginnings.test(text)) return { kind: 'plain', text };
  return (
    parseWorkspace(text) ??
    parseUri(text) ??
    parseStorage(text) ?? { kind: others.find(([pattern]) => pattern.test(text))?.[1] ?? 'plain', text }
  );
}

/** Writes a reference in the service's own spelling: what was parsed from the result is the reference again. */
export function formatReference(reference: Reference): string {
  switch (reference.kind) {
    case 'workspace': {
      const subscription = reference.subscriptionId === undefined ? '' : `/subscriptions/${reference.subscriptionId}`;
      const group = `/resourceGroups/${reference.resourceGroup}${reference.provider ? provider : ''}`;
      return `${reference.scheme}${subscription}${group}/workspaces/${reference.workspace}${reference.tail}`;
    }
    case 'location':
      return `azureml://locations/${reference.region}/workspaces/${reference.guid}${reference.tail}`;
    case 'datastore':
    case 'asset':
    case 'job-output':
      return `azureml:/${tailOf(reference)}`;
    case 'registry':
      return `azureml://registries/${reference.registry}/${reference.collection}/${reference.name}${reference.rest}`;
    case 'named':
      return `azureml:${reference.name}${reference.suffix}`;
    case 'storage':
      return formatStorage(reference);
    default:
      return reference.text;
  }
}

/** What such a reference names, as it would stand behind the id of its workspace. */
export function tailOf(
  reference: WorkspaceReference | LocationReference | DatastoreReference | AssetReference | JobOutputReference,
): string {
  switch (reference.kind) {
    case 'workspace':
    case 'location':
      return reference.tail;
    case 'datastore':
      return `/datastores/${reference.datastore}${reference.tail}`;
    case 'asset':
      return `/${reference.collection}/${reference.name}${reference.rest}`;
    case 'job-output':
      return `/jobs/${reference.job}/outputs/${reference.output}${reference.rest}`;
  }
}

function parseWorkspace(text: string): WorkspaceReference | undefined {
  const match = workspacePattern.exec(text);
  if (match === null) return undefined;
  const [, prefix = '', subscriptionId, resourceGroup = '', withProvider, workspace = '', tail = ''] = match;
  const scheme = prefix.toLowerCase() as WorkspaceReference['scheme'];
  // Only the `azureml://` form may leave out the subscription; without a scheme that is a path and no id.
  if (subscriptionId === undefined && scheme !== 'azureml:/') return undefined;
  const parsed = {
    kind: 'workspace',
    scheme,
    resourceGroup,
    provider: withProvider !== undefined,
    workspace,
    tail,
  } as const;
  return subscriptionId === undefined ? parsed : { ...parsed, subscriptionId };
}

function parseUri(text: string): Reference | undefined {
  const [, name, suffix = ''] = namedPattern.exec(text) ?? [];
  if (name !== undefined) return { kind: 'named', name, suffix };
  const [, datastore, below = ''] = datastorePattern.exec(text) ?? [];
  if (datastore !== undefined) return { kind: 'datastore', datastore, tail: below };
  const [, region, guid = '', tail = ''] = locationPattern.exec(text) ?? [];
  if (region !== undefined) return { kind: 'location', region, guid, tail };
  const [, registry, kind = '', shared = '', version = ''] = registryPattern.exec(text) ?? [];
  if (registry !== undefined) return { kind: 'registry', registry, collection: kind, name: shared, rest: version };
  const [, collection, asset = '', rest = ''] = assetPattern.exec(text) ?? [];
  if (collection !== undefined) return { kind: 'asset', collection, name: asset, rest };
  const [, job, output = '', path = ''] = jobOutputPattern.exec(text) ?? [];
  return job === undefined ? undefined : { kind: 'job-output', job, output, rest: path };
}
