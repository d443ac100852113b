import type { Stores } from '../asset.ts';
import type { Instant } from '../time.ts';

/**
 * What a workspace is made of, as far as a job's fate there depends on it. Kept, so that a run knows it without asking.
 * What could not be read is absent, and nothing is concluded from its absence.
 */
export type WorkspaceFacts = {
  readonly at: Instant;
  readonly stores: Stores;
  readonly guid?: string;
  readonly computes?: readonly ComputeFacts[];
  /** ARM ids of its user-assigned identities. */
  readonly identities?: readonly string[];
  readonly quotas?: readonly Quota[];
  readonly vmSizes?: readonly VmSize[];
  readonly registries?: readonly RegistryFacts[];
};

export type ComputeFacts = {
  readonly name: string;
  readonly computeType: string;
  readonly vmSize?: string;
  /** Its own user-assigned identities; jobs may run as them. */
  readonly identities: readonly string[];
};
/** Cores that the subscription may use in the region. */
export type Quota = { readonly family: string; readonly limit: number };
export type VmSize = { readonly name: string; readonly family: string; readonly cores: number };
export type RegistryFacts = { readonly name: string; readonly regions: readonly string[] };
