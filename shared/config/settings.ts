import type { ConfigProblem } from './problems.ts';

/** Environment settings by name, as the platform hands them over. */
export type Env = Readonly<Record<string, string | undefined>>;

/** How the storage account is reached: with a key of its own, or with the app's identity. */
export type StorageSettings =
  | { readonly kind: 'connection-string'; readonly connectionString: string }
  | { readonly kind: 'endpoints'; readonly table: string; readonly blob: string; readonly queue: string };

/** What the environment decides: endpoints and credentials, and where `failover.yaml` is. */
export type Settings = {
  readonly storage: StorageSettings;
  /** Without a slash at its end. */
  readonly armEndpoint: string;
  /** What a token for ARM, or for Azure ML's data plane (`x-azureml-token`), is asked for: `<audience>/.default`. */
  readonly armAudience: string;
  readonly amlAudience: string;
  /** Where blobs of an account are; `{account}` stands for its name. Without a slash at its end. */
  readonly blobEndpoint: string;
  /** The custom topic of our own events; without it none are sent. */
  readonly eventTopicEndpoint?: string;
  readonly configPath: string;
};

export type SettingsResult =
  | { readonly kind: 'valid'; readonly settings: Settings }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] };

const defaultArmEndpoint = 'https://management.azure.com';
const defaultAmlAudience = 'https://ml.azure.com';
const defaultBlobEndpoint = 'https://{account}.blob.core.windows.net';

/** Where `failover.yaml` is. Known even where other settings are wrong, so that both can be reported at once. */
export function configPath(env: Env): string {
  return given(env, 'FAILOVER_CONFIG') ?? 'failover.yaml';
}

/** Reads the environment settings, or tells everything that is wrong with them. */
export function loadSettings(env: Env): SettingsResult {
  const problems: ConfigProblem[] = [];
  const url = (name: string): string | undefined => {
    const text = given(env, name);
    const read = text === undefined ? undefined : readUrl(text);
    if (text !== undefined && read === undefined) problems.push(badUrl(name, text));
    return read;
  };
  const storage = readStorage(env, url, problems);
  const armEndpoint = url('FAILOVER_ARM_ENDPOINT') ?? defaultArmEndpoint;
  // The audience belongs to the cloud, not to the endpoint: a private endpoint takes the same tokens.
  const armAudience = url('FAILOVER_ARM_AUDIENCE') ?? defaultArmEndpoint;
  const amlAudience = url('FAILOVER_AML_AUDIENCE') ?? defaultAmlAudience;
  const blobEndpoint = readBlobEndpoint(env, problems);
  const eventTopicEndpoint = url('FAILOVER_EVENT_TOPIC_ENDPOINT');
  if (storage === undefined || problems.length > 0) return { kind: 'invalid', problems };
  const settings = { storage, armEndpoint, armAudience, amlAudience, blobEndpoint, configPath: configPath(env) };
  return {
    kind: 'valid',
    settings: eventTopicEndpoint === undefined ? settings : { ...settings, eventTopicEndpoint },
  };
}

const storageName = 'AzureWebJobsStorage';
const services = ['table', 'blob', 'queue'] as const;

function readBlobEndpoint(env: Env, problems: ConfigProblem[]): string {
  const name = 'FAILOVER_BLOB_ENDPOINT';
  const text = given(env, name) ?? defaultBlobEndpoint;
  // The placeholder is no part of an address, and may stand in the host's name or in the path.
  if (text.includes('{account}') && readUrl(text.replaceAll('{account}', 'account')) !== undefined)
    return text.replace(/\/+$/, '');
  problems.push({
    ...badUrl(name, text),
    allowed: `an https address with {account} in it, such as ${defaultBlobEndpoint}`,
  });
  return defaultBlobEndpoint;
}

function readStorage(
  env: Env,
  url: (name: string) => string | undefined,
  problems: ConfigProblem[],
): StorageSettings | undefined {
  // Where both are set the functions host takes the connection string, so we do too: one account, not two.
  const connectionString = given(env, storageName);
  if (connectionString !== undefined) {
    if (/^\s*(\w+=[^;]+)(;\s*\w+=[^;]+)*;?\s*$/.test(connectionString)) {
      return { kind: 'connection-string', connectionString };
    }
    problems.push({
      ...missing(storageName, 'a connection string: Name=value;Name=value'),
      value: '(masked)',
      wrong: 'is not allowed',
    });
    return undefined;
  }
  const account = given(env, `${storageName}__accountName`);
  if (account !== undefined && !/^[a-z0-9]{3,24}$/.test(account)) {
    problems.push({
      ...missing(`${storageName}__accountName`, '3 to 24 lower-case letters and digits'),
      value: JSON.stringify(account),
      wrong: 'is not allowed',
    });
    return undefined;
  }
  const [table, blob, queue] = services.map((service) => {
    const name = `${storageName}__${service}ServiceUri`;
    return given(env, name) === undefined && account !== undefined
      ? `https://${account}.${service}.core.windows.net`
      : url(name);
  });
  if (table !== undefined && blob !== undefined && queue !== undefined)
    return { kind: 'endpoints', table, blob, queue };
  return reportMissingStorage(env, problems);
}

function reportMissingStorage(env: Env, problems: ConfigProblem[]): undefined {
  const uris = services.map((service) => `${storageName}__${service}ServiceUri`);
  const absent = uris.filter((name) => given(env, name) === undefined);
  if (absent.length === uris.length) {
    problems.push(
      missing(storageName, `a connection string here, or ${storageName}__accountName with a managed identity`),
    );
  } else {
    problems.push(
      ...absent.map((name) => missing(name, `an https address, or ${storageName}__accountName instead of all three`)),
    );
  }
  return undefined;
}

/** An empty setting is one that is not set: that is how portals and templates clear them. */
function given(env: Env, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === '' ? undefined : text;
}

/** https only: a bearer token is never sent over anything else. */
function readUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.protocol !== 'https:' || url.username !== '' || url.search !== '' || url.hash !== '')
    return undefined;
  return text.replace(/\/+$/, '');
}

function missing(path: string, allowed: string): ConfigProblem {
  return { source: 'environment', path, wrong: 'is missing', allowed };
}

function badUrl(path: string, text: string): ConfigProblem {
  // Anything after a question mark may be a signature, and what stands before an @ a password.
  const shown = text.replace(/\?.*$/s, '?(masked)').replace(/\/\/[^/]*@/, '//(masked)@');
  return {
    source: 'environment',
    path,
    value: JSON.stringify(shown),
    wrong: 'is not allowed',
    allowed: 'an https address without user name, query and fragment',
  };
}
