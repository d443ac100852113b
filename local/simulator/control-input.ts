import { Ajv } from 'ajv';
import {
  darkSchema,
  eventOptionsSchema,
  faultsSchema,
  jobSchema,
  permissionsSchema,
  quotaSchema,
  settingsSchema,
  statusSchema,
  storageSchema,
  subscriptionSchema,
  timesSchema,
  workspaceSchema,
} from './control-schemas.ts';
import type { SubscriptionRequest } from './event-delivery.ts';
import type { EventOptions } from './event-options.ts';
import type { DarkMode, Fault } from './faults.ts';
import type { JsonObject } from './json.ts';
import type { Cause } from './lifecycle.ts';
import type { WorkspaceSettings } from './standing.ts';
import type { JobTimes, WorkspaceSeed } from './types.ts';

const ajv = new Ajv({ useDefaults: true, allErrors: true });

/** Reads a body by its schema, or says everything that is wrong with it. */
function reader<Output>(schema: object): (body: JsonObject) => Output | string {
  const validate = ajv.compile<Output>(schema);
  return (body) => {
    const copy: unknown = structuredClone(body);
    return validate(copy) ? copy : ajv.errorsText(validate.errors, { dataVar: 'body' });
  };
}

type Dark = { region: string; mode: DarkMode; jobs: 'freeze' | 'continue' };
type Status = { workspace: string; job: string; status: string; cause?: Cause; at?: string };
type Settings = { workspace: string; managedNetwork?: WorkspaceSettings['managedNetwork'] | null } & Partial<
  Omit<WorkspaceSettings, 'managedNetwork'>
>;
type Quota = { region: string; family: string; limit?: number; used?: number };
type NewJob = { workspace: string; name: string; properties: JsonObject; status?: string };

export const readFaults = reader<{ region: string; faults: Fault[] }>(faultsSchema);
export const readDark = reader<Dark>(darkSchema);
export const readTimes = reader<{ region: string } & Partial<JobTimes>>(timesSchema);
export const readStorage = reader<{ account: string; firewall: boolean }>(storageSchema);
export const readStatus = reader<Status>(statusSchema);
export const readJob = reader<NewJob>(jobSchema);
export const readSubscription = reader<SubscriptionRequest>(subscriptionSchema);
export const readSettings = reader<Settings>(settingsSchema);
export const readPermissions = reader<{ scope: string; permissions?: JsonObject[] }>(permissionsSchema);
export const readQuota = reader<Quota>(quotaSchema);
export const readEventOptions = reader<Partial<EventOptions>>(eventOptionsSchema);
export const readWorkspaceSeed = reader<WorkspaceSeed>(workspaceSchema);

/** What was read, when its region is one of the simulator's. */
export function inRegion<T extends { region: string }>(given: T | string, regions: readonly string[]): T | string {
  if (typeof given === 'string' || regions.includes(given.region)) return given;
  return `no such region: ${given.region}; there are ${regions.join(', ')}`;
}
