/**
 * The references that a job's spec can hold, after the grammar of `azure-ai-ml` (constants/_common.py and
 * _utils/_arm_id_utils.py), Azure's documentation of the YAML core syntax, and recorded answers of the service.
 */
export type Reference =
  | WorkspaceReference
  | LocationReference
  | DatastoreReference
  | NamedReference
  /** `${{…}}` or `$[[…]]`: resolved by the service when the job runs. */
  | { readonly kind: 'binding'; readonly text: string }
  /** An asset of whichever workspace the job runs in: `azureml://models/m/versions/1`. */
  | { readonly kind: 'asset'; readonly text: string }
  /** Registries, feeds, storage addresses, git, ARM ids of what is no workspace: the same from everywhere. */
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

/** `azureml:<name>`, `azureml:<name>:<version>` or `azureml:<name>@<label>`. */
export type NamedReference = { readonly kind: 'named'; readonly name: string; readonly suffix: string };

const provider = '/providers/Microsoft.MachineLearningServices';
const workspacePattern =
  /^(azureml:\/?)?(?:\/subscriptions\/([^/]+))?\/resourceGroups\/([^/]+)(\/providers\/Microsoft\.MachineLearningServices)?\/workspaces\/([^/?#]+)(\/.*)?$/is;
const locationPattern = /^azureml:\/\/locations\/([^/]+)\/workspaces\/([^/]+)(\/.*)?$/is;
const datastorePattern = /^azureml:\/\/datastores\/([^/]+)(\/.*)?$/is;
const namedPattern = /^azureml:([^/:@]+)([:@].+)?$/is;

const others: readonly (readonly [RegExp, 'binding' | 'asset' | 'shared' | 'run' | 'unknown'])[] = [
  [/^\$(\{\{|\[\[)/, 'binding'],
  [/^azureml:\/\/jobs\//i, 'run'],
  [/^azureml:\/\/[^/]+\.api\.azureml\./i, 'run'],
  [/^(runs|models|mlflow-artifacts):\//i, 'run'],
  [/^aml:\/\//i, 'run'],
  [/^azureml:\/\/(models|data|environments|components|codes)\//i, 'asset'],
  [/^azureml:\/\/(registries|feeds)\//i, 'shared'],
  [/^(azureml:)?\/subscriptions\//i, 'shared'],
  [/^(https?|wasbs?|abfss?|adl|git\+[a-z]+):/i, 'shared'],
  [/^azureml:/i, 'unknown'],
];

/** Takes a whole string apart. References inside longer text are not looked for. */
export function parseReference(text: string): Reference {
  return (
    parseWorkspace(text) ??
    parseLocation(text) ??
    parseDatastore(text) ??
    parseNamed(text) ?? { kind: others.find(([pattern]) => pattern.test(text))?.[1] ?? 'plain', text }
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
      return `azureml://datastores/${reference.datastore}${reference.tail}`;
    case 'named':
      return `azureml:${reference.name}${reference.suffix}`;
    default:
      return reference.text;
  }
}

/** The resource that a tail names: `/computes/gpu` is `gpu` of `computes`; `rest` is what follows (`/versions/1`). */
export type Resource = { readonly collection: string; readonly name: string; readonly rest: string };

/** Takes a tail apart, the collection in lower case; undefined for the workspace itself. */
export function resourceOf(tail: string): Resource | undefined {
  const match = /^\/([^/]+)\/([^/]*)(.*)$/s.exec(tail);
  if (match === null) return undefined;
  const [, collection = '', name = '', rest = ''] = match;
  return { collection: collection.toLowerCase(), name, rest };
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

function parseLocation(text: string): LocationReference | undefined {
  const match = locationPattern.exec(text);
  if (match === null) return undefined;
  const [, region = '', guid = '', tail = ''] = match;
  return { kind: 'location', region, guid, tail };
}

function parseDatastore(text: string): DatastoreReference | undefined {
  const match = datastorePattern.exec(text);
  if (match === null) return undefined;
  const [, datastore = '', tail = ''] = match;
  return { kind: 'datastore', datastore, tail };
}

function parseNamed(text: string): NamedReference | undefined {
  const match = namedPattern.exec(text);
  if (match === null) return undefined;
  const [, name = '', suffix = ''] = match;
  return { kind: 'named', name, suffix };
}
