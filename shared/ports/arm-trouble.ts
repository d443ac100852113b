import type { Reason } from '../core/reason.ts';
import type { Instant } from '../core/time.ts';

/** Why a call to ARM gave no answer to the question. Only `unreachable` says anything about the workspace's health. */
export type ArmTrouble =
  | { readonly kind: 'throttled'; readonly until: Instant }
  /** Sent or not, nobody knows: reset, deadline, gateway errors (502 to 504), any 5xx. */
  | { readonly kind: 'unreachable'; readonly reason: Reason }
  /** No token could be had: we are blind, the workspace may be well. */
  | { readonly kind: 'no-token'; readonly reason: Reason }
  /** ARM answered and said no (4xx). `reason.code` is the innermost code of ARM's error. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: Reason };
