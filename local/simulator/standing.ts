import type { JsonObject } from './json.ts';

/** What tests may change of a workspace beside its jobs and assets: nothing else in the simulator depends on it. */
export type WorkspaceSettings = {
  v1LegacyMode: boolean;
  /** As ARM shows it; undefined for a workspace that has none. */
  managedNetwork: { isolationMode: string; status: string } | undefined;
  schedules: readonly string[];
  onlineEndpoints: readonly string[];
  batchEndpoints: readonly string[];
};

export const defaultSettings: WorkspaceSettings = {
  v1LegacyMode: false,
  managedNetwork: undefined,
  schedules: [],
  onlineEndpoints: [],
  batchEndpoints: [],
};

/** What ARM says of rights and quota where a test has said something else; keys are in lower case. */
export type Standing = {
  /** Scope to the entries of its list. */
  readonly permissions: Map<string, JsonObject[]>;
  /** `<region>/<family>`. */
  readonly quotas: Map<string, { readonly limit?: number | undefined; readonly used?: number | undefined }>;
};

export function createStanding(): Standing {
  return { permissions: new Map(), quotas: new Map() };
}
