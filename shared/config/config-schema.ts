import { z } from 'zod';
import { parsePairName } from '../core/ids.ts';
import { parseWorkspaceId } from '../core/workspace.ts';
import { parseSize, sizePattern } from './size.ts';
import { drillSection } from './drill-schema.ts';
import { isNcrontab } from './ncrontab.ts';
import { pairPolicySection, policySection } from './policy-schema.ts';
import { duration, list, name, section, text, whole } from './schema-parts.ts';

/*
 * The shape of `failover.yaml`. Every error text here says what is allowed and nothing else: the line that a person
 * reads is put together in problems.ts. Rules across values are in cross-checks.ts, because zod skips its refinements
 * where the shape is wrong, and all problems are to be told at once.
 */

const sizes = 'a size such as 500MiB, 1GiB or 2TiB';
const size = text(sizes, sizePattern)
  .transform((given) => parseSize(given) ?? 0)
  .meta({ description: sizes });

function schedule(standard: string) {
  const allowed = `six fields of NCRONTAB (second minute hour day month weekday), such as '${standard}'`;
  return z
    .string({ error: allowed })
    .refine(isNcrontab, { error: allowed })
    .meta({ description: allowed })
    .default(standard);
}

const armId = text(
  'an ARM id: /subscriptions/…/providers/<provider>/<type>/<name>',
  /^\/[Ss]ubscriptions\/[^/]+\/(.+\/)?[Pp]roviders\/[^/]+\/[^/]+\/[^/]+/,
);
const workspaceIdForm =
  '/subscriptions/<subscription>/resourceGroups/<group>/providers/Microsoft.MachineLearningServices/workspaces/<name>';

const workspace = section({
  workspaceId: z
    .string({ error: workspaceIdForm })
    .refine((id) => parseWorkspaceId(id) !== undefined, { error: workspaceIdForm })
    .meta({ description: `The workspace's ARM id: ${workspaceIdForm}` }),
  region: text("Azure's name of the region in lower case, such as eastus", /^[a-z][a-z0-9]+$/),
  regionDisplayName: text('the name of the region as Service Health spells it, such as East US', /\S/),
  guid: text(
    "the workspace's own id (properties.workspaceId), a GUID",
    /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
  ).optional(),
  associatedResources: list(armId, 'ARM ids').default([]),
  availabilityTests: list(name, 'names or ARM ids of availability tests').default([]),
});

const names = z
  .record(z.string(), name, { error: 'primary name: secondary name' })
  .default({})
  .meta({ description: 'primary name: secondary name. The way back is read from the same lines.' });

const value = z.string({ error: 'a text, in quotes if it is a number' });
const variables = z
  .record(z.string(), section({ primary: value, secondary: value }), {
    error: 'VARIABLE: {primary: value there, secondary: value there}',
  })
  .default({})
  .meta({ description: 'The value that a variable has in each workspace.' });

const pairName = '2 to 24 lower-case letters and digits, the first of them a letter, such as vision';
const pair = section({
  name: z
    .string({ error: pairName })
    .refine((given) => parsePairName(given) !== undefined, { error: pairName })
    .meta({ description: pairName }),
  primary: workspace,
  secondary: workspace,
  mapping: section({
    computes: names,
    instanceTypes: names,
    datastores: names,
    storageAccounts: names,
    identities: names,
    environmentVariables: variables,
  }).prefault({}),
  policy: pairPolicySection.prefault({}),
});

const address = text('an https address without user name', /^https:\/\/[^\s/@]+(\/\S*)?$/);
const health = section({
  serviceNames: list(name, 'parts of service names')
    .min(1, { error: 'at least one part of a service name' })
    .default(['machine learning']),
  maxEvidenceAge: duration('1m', '1d').prefault('30m'),
  probeTimeout: duration('100ms', '1m').prefault('10s'),
  controlEndpoint: address.exactOptional(),
});

const writeRate = 'a number from 0.1 to 200, for ARM allows one principal 200 writes at once and then 10 a second';
const run = section({
  sliceSize: whole(1, 50).default(50),
  slicesAtOnce: whole(1, 20).default(4),
  putsAtOnce: whole(1, 50).default(8),
  // Below ARM's lasting 10 a second, for the same principal also cancels and mirrors; more only helps small runs.
  writesPerSecond: z
    .number({ error: writeRate })
    .min(0.1, { error: writeRate })
    .max(200, { error: writeRate })
    .default(8),
  victimLookBack: duration('0s', '1d').prefault('30m'),
  sweepFor: duration('0s', '1d').prefault('10m'),
  sweepEvery: duration('100ms', '1h').prefault('30s'),
  verifyEvery: duration('100ms', '1h').prefault('15s'),
  notStartedTimeout: duration('1s', '2d').prefault('30m'),
  orphanAfter: duration('1s', '1d').prefault('5m'),
  releaseTimeout: duration('1s', '2d').prefault('30m'),
  resubmitTimeout: duration('1s', '2d').prefault('2h'),
  watchCopiesFor: duration('0s', '1d').prefault('1h'),
  // A second run costs compute; an output that the dying region never finished writing is lost.
  finalizing: z.enum(['resubmit', 'skip'], { error: 'resubmit or skip' }).default('resubmit'),
  outputs: z.enum(['block', 'suffix', 'same'], { error: 'block, suffix or same' }).default('block'),
});

const patterns = 'patterns, in which * stands for any text';
const mirror = section({
  // Inputs of training that do not fit are for replication by the storage itself.
  maxBytesPerInput: size.prefault('1GiB'),
  paths: list(name, 'patterns over paths, such as datasets/**').default(['**']),
});
const selection = section({
  experiments: list(name, patterns).default(['*']),
  skipExperiments: list(name, patterns).default([]),
});

const off = 'false: messages that carry a definition of their own are not supported yet';

/** `failover.yaml`, as written; its output has every default filled in and every duration in milliseconds. */
export const configSchema = section({
  pairs: list(pair, 'pairs').min(1, { error: 'at least one pair' }),
  health: health.prefault({}),
  policy: policySection.prefault({}),
  run: run.prefault({}),
  mirror: mirror.prefault({}),
  selection: selection.prefault({}),
  drill: drillSection.prefault({}),
  timeouts: section({
    arm: duration('100ms', '2m').prefault('20s'),
    storage: duration('100ms', '2m').prefault('10s'),
  }).prefault({}),
  schedules: section({
    watch: schedule('0 * * * * *'),
    supervise: schedule('30 * * * * *'),
    reconcile: schedule('15 */5 * * * *'),
    mirror: schedule('45 */3 * * * *'),
    readiness: schedule('20 */5 * * * *'),
    drillCleanup: schedule('50 * * * * *'),
    settle: schedule('50 * * * * *'),
  }).prefault({}),
  // A queue message can be hidden for seven days at most.
  requeueDelay: duration('1s', '7d').prefault('30s'),
  // Event Grid redelivers for 24 hours; a shorter memory would let a late event revive a job that has ended.
  tombstoneAge: duration('24h', '30d').prefault('48h'),
  requests: section({
    allowSpec: z.literal(false, { error: off }).default(false),
    allowedComputes: list(name, 'compute names').default([]),
  }).prefault({}),
}).meta({ title: 'failover.yaml', description: 'Configuration of azureml-failover.' });

export type ConfigFile = z.output<typeof configSchema>;
export type PairInFile = ConfigFile['pairs'][number];
