import { z } from 'zod';
import { eventDefaults } from './event-options.ts';
import { faultKinds } from './faults.ts';
import type { SubscriptionRequest } from './event-delivery.ts';
import type { EventOptions } from './event-options.ts';
import type { DarkMode, Fault } from './faults.ts';
import type { JsonObject } from './json.ts';
import type { Cause } from './lifecycle.ts';
import type { WorkspaceSeed } from './types.ts';

const rate = z.number().min(0).max(1);
const json = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));

const faultSchema = z.strictObject({
  kind: z.enum(faultKinds),
  operations: z.enum(['read', 'write', 'all']).exactOptional(),
  methods: z.array(z.string()).exactOptional(),
  rate: rate.exactOptional(),
  count: z.int().nonnegative().exactOptional(),
  ms: z.number().nonnegative().exactOptional(),
  status: z.int().min(500).max(599).exactOptional(),
  bucket: z.strictObject({ size: z.number().positive(), perSecond: z.number().positive() }).exactOptional(),
});
const faultsSchema = z.strictObject({
  region: z.string(),
  faults: z.array(z.union([faultSchema, z.enum(faultKinds).transform((kind) => ({ kind }))])),
});
const darkSchema = z.strictObject({
  region: z.string(),
  mode: z.enum(['reset', 'blackhole']).default('reset'),
  jobs: z.enum(['freeze', 'continue']).default('freeze'),
});
const statusSchema = z.strictObject({
  workspace: z.string(),
  job: z.string(),
  status: z.string().min(1),
  cause: z.enum(['outage', 'user', 'job']).exactOptional(),
  at: z.iso.datetime({ offset: true }).transform(Date.parse).exactOptional(),
});
const jobSchema = z.strictObject({
  workspace: z.string(),
  name: z.string().min(1),
  properties: json,
  status: z.string().exactOptional(),
});
const subscriptionSchema = z.strictObject({
  name: z.string().min(1),
  endpoint: z.url(),
  eventTypes: z.array(z.string()).default([]),
  operationNames: z.array(z.string()).exactOptional(),
  workspaces: z.array(z.string()).exactOptional(),
});
const unreliability = {
  duplicateRate: rate.exactOptional(),
  dropRate: rate.exactOptional(),
  shuffleMs: z.number().nonnegative().exactOptional(),
};
const eventSchema = z.strictObject({
  ...unreliability,
  byType: z.record(z.string(), z.strictObject(unreliability)).exactOptional(),
  lateAfterLight: z.boolean().exactOptional(),
  retryMs: z.number().positive().exactOptional(),
  retryCapMs: z.number().positive().exactOptional(),
  maxAttempts: z.int().positive().exactOptional(),
  batchSize: z.int().positive().exactOptional(),
} satisfies Record<keyof typeof eventDefaults, unknown>);
const named = { name: z.string(), version: z.string() };
const workspaceSchema = z.strictObject({
  id: z.string(),
  region: z.string(),
  guid: z.string(),
  storageAccount: z.string(),
  computes: z.array(z.string()),
  environments: z.array(z.strictObject({ ...named, image: z.string().exactOptional() })),
  codes: z.array(z.strictObject(named)),
  components: z.array(z.strictObject({ ...named, componentSpec: json })),
  data: z.array(z.strictObject({ ...named, dataUri: z.string(), dataType: z.string() })),
  models: z.array(z.strictObject({ ...named, modelUri: z.string() })),
  datastores: z.array(
    z.strictObject({
      name: z.string(),
      accountName: z.string(),
      containerName: z.string(),
      isDefault: z.boolean().exactOptional(),
    }),
  ),
  identities: z.array(z.string()).exactOptional(),
});

/** Each reads the body of one control route, or says what is wrong with it. */
export function readFaults(body: JsonObject, regions: readonly string[]): { region: string; faults: Fault[] } | string {
  return inRegion(read(faultsSchema, body), regions);
}

export function readDark(
  body: JsonObject,
  regions: readonly string[],
): { region: string; mode: DarkMode; jobs: 'freeze' | 'continue' } | string {
  return inRegion(read(darkSchema, body), regions);
}

export function readStatus(
  body: JsonObject,
): { workspace: string; job: string; status: string; cause?: Cause; at?: number } | string {
  return read(statusSchema, body);
}

export function readJob(
  body: JsonObject,
): { workspace: string; name: string; properties: JsonObject; status?: string } | string {
  return read(jobSchema, body);
}

export function readSubscription(body: JsonObject): SubscriptionRequest | string {
  return read(subscriptionSchema, body);
}

export function readEventOptions(body: JsonObject): Partial<EventOptions> | string {
  return read(eventSchema, body);
}

export function readWorkspaceSeed(body: JsonObject, regions: readonly string[]): WorkspaceSeed | string {
  return inRegion(read(workspaceSchema, body), regions);
}

function read<Output>(schema: z.ZodType<Output>, body: JsonObject): Output | string {
  const result = schema.safeParse(body);
  return result.success ? result.data : z.prettifyError(result.error);
}

function inRegion<T extends { region: string }>(given: T | string, regions: readonly string[]): T | string {
  if (typeof given === 'string' || regions.includes(given.region)) return given;
  return `no such region: ${given.region}; there are ${regions.join(', ')}`;
}
