import { faultKinds, faultedHosts } from './faults.ts';

/** JSON Schemas of the bodies that the control route takes. */

const text = { type: 'string' };
const words = { type: 'array', items: text };
const share = { type: 'number', minimum: 0, maximum: 1 };
const length = { type: 'number', minimum: 0 };
const positive = { type: 'number', exclusiveMinimum: 0 };
const count = { type: 'integer', minimum: 0 };
const anyObject = { type: 'object' };

/** An object with these members and no others: a misspelt option would otherwise be a fault that never happens. */
function closed(properties: Record<string, object>, required: readonly string[] = []): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

const fault = closed(
  {
    kind: { enum: faultKinds },
    on: { enum: faultedHosts },
    operations: { enum: ['read', 'write', 'all'] },
    methods: words,
    rate: share,
    count,
    ms: length,
    status: { type: 'integer', minimum: 500, maximum: 599 },
    bucket: closed({ size: positive, perSecond: positive }, ['size', 'perSecond']),
  },
  ['kind'],
);

export const faultsSchema = closed({ region: text, faults: { type: 'array', items: fault } }, ['region', 'faults']);

export const darkSchema = closed(
  {
    region: text,
    mode: { enum: ['reset', 'blackhole'], default: 'reset' },
    jobs: { enum: ['freeze', 'continue'], default: 'freeze' },
  },
  ['region'],
);

export const timesSchema = closed(
  { region: text, startingMs: length, queuedMs: length, preparingMs: length, runningMs: length, finalizingMs: length },
  ['region'],
);

export const storageSchema = closed({ account: text, firewall: { type: 'boolean' } }, ['account', 'firewall']);

export const statusSchema = closed(
  {
    workspace: text,
    job: text,
    status: { type: 'string', minLength: 1 },
    cause: { enum: ['outage', 'user', 'job'] },
    at: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+(Z|[+-]\\d{2}:\\d{2})$' },
  },
  ['workspace', 'job', 'status'],
);

export const settingsSchema = closed(
  {
    workspace: text,
    v1LegacyMode: { type: 'boolean' },
    managedNetwork: {
      ...closed({ isolationMode: text, status: text }, ['isolationMode', 'status']),
      type: ['object', 'null'],
    },
    schedules: words,
    onlineEndpoints: words,
    batchEndpoints: words,
  },
  ['workspace'],
);

export const permissionsSchema = closed({ scope: text, permissions: { type: 'array', items: anyObject } }, ['scope']);

export const quotaSchema = closed({ region: text, family: text, limit: { type: 'integer' }, used: count }, [
  'region',
  'family',
]);

export const jobSchema = closed(
  { workspace: text, name: { type: 'string', minLength: 1 }, properties: anyObject, status: text },
  ['workspace', 'name', 'properties'],
);

export const subscriptionSchema = closed(
  {
    name: { type: 'string', minLength: 1 },
    endpoint: { type: 'string', pattern: '^https?://' },
    eventTypes: { ...words, default: [] },
    operationNames: words,
    workspaces: words,
  },
  ['name', 'endpoint'],
);

const unreliability = { duplicateRate: share, dropRate: share, shuffleMs: length };

export const eventOptionsSchema = closed({
  ...unreliability,
  byType: { type: 'object', additionalProperties: closed(unreliability) },
  dropJobs: words,
  lateAfterLight: { type: 'boolean' },
  retryMs: positive,
  retryCapMs: positive,
  maxAttempts: { type: 'integer', minimum: 1 },
  batchSize: { type: 'integer', minimum: 1 },
});

const named = (more: Record<string, object>, required: readonly string[]): object => ({
  type: 'array',
  items: closed({ name: text, version: text, ...more }, ['name', 'version', ...required]),
});

const workspaceMembers = {
  id: text,
  region: text,
  guid: text,
  storageAccount: text,
  computes: words,
  environments: named({ image: text, condaFile: text, build: anyObject }, []),
  codes: named({}, []),
  components: named({ componentSpec: anyObject }, ['componentSpec']),
  data: named({ dataUri: text, dataType: text }, ['dataUri', 'dataType']),
  models: named({ modelUri: text }, ['modelUri']),
  datastores: {
    type: 'array',
    items: closed({ name: text, accountName: text, containerName: text, isDefault: { type: 'boolean' } }, [
      'name',
      'accountName',
      'containerName',
    ]),
  },
};

const blobs = {
  type: 'array',
  items: closed({ datastore: text, path: text, content: text, size: count }, ['datastore', 'path']),
};

export const workspaceSchema = closed(
  { ...workspaceMembers, identities: words, blobs, vmSizes: anyObject },
  Object.keys(workspaceMembers),
);
