import type { Reason } from '../reason.ts';
import type { Instant } from '../time.ts';
import type { Permission } from './permissions.ts';

/** One answer of a survey. What a question was refused for hides no other answer, and proves nothing by itself. */
export type Known<Value> =
  | { readonly kind: 'known'; readonly value: Value }
  | { readonly kind: 'unknown'; readonly reason: Reason };

/**
 * What a workspace is asked for no other purpose than to tell whether a failover would work. Unlike its facts, none of it
 * is part of what a job is judged by: use changes by the minute, and would have every job judged anew.
 */
export type WorkspaceSurvey = {
  readonly at: Instant;
  /** `properties.v1LegacyMode`: it switches off the interface that jobs are submitted by. */
  readonly legacyMode: boolean;
  readonly network: ManagedNetwork;
  /** What the app's own identity may do with the workspace, and with its default storage account. */
  readonly permissions: Known<readonly Permission[]>;
  readonly storagePermissions: Known<readonly Permission[]>;
  /** Names of what runs there and that no failover moves. */
  readonly schedules: Known<readonly string[]>;
  readonly endpoints: Known<readonly string[]>;
  readonly quotas: Known<readonly QuotaUse[]>;
};

/** `none`: jobs run in a network that is not the workspace's to provision. */
export type ManagedNetwork =
  | { readonly kind: 'none' }
  | { readonly kind: 'managed'; readonly isolation: string; readonly active: boolean };

/** Cores of a family of machines that a subscription has in a region, and those that are taken. */
export type QuotaUse = { readonly family: string; readonly used: number; readonly limit: number };
