import type { Millis } from '../time.ts';
import type { BlockedWindow } from './windows.ts';

/** What a drill may do, and when one is due. Without a canary it only judges, and can never pass. */
export type DrillConfig = {
  /** NCRONTAB; absent: nobody but a person starts one. */
  readonly schedule?: string;
  readonly blockedWindows: readonly BlockedWindow[];
  readonly canary?: CanaryConfig;
  /** Canaries of one drill, at most one for each compute. */
  readonly maxCanaries: number;
  /** How long each of them may run: the service itself ends one that takes longer. */
  readonly maxMinutes: number;
  /** When those that have not ended are cancelled: waiting for machines costs nothing, and takes long. */
  readonly giveUpAfter: Millis;
};

export type CanaryConfig = {
  readonly command: string;
  /** A reference that means the same in both workspaces: of a registry, or mirrored. */
  readonly environment: string;
  /** Names of computes in the standby, or `serverless`; absent: those that the jobs in flight would use. */
  readonly computes?: readonly string[];
  /** The size of serverless machines. */
  readonly instanceType?: string;
};
