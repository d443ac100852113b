/** Why a drill has not passed. */
export type DrillCode = 'NoCanary' | 'NoJobWouldMove' | CanaryCode | AbandonCode;

/** What went wrong with a canary. */
export type CanaryCode =
  | 'CanaryRefused'
  | 'CanaryFailed'
  | 'CanaryTimeout'
  | 'CanaryUnresolved'
  | 'CanaryNameTaken'
  | AbandonCode;

/** Why a drill was given up before its canaries had ended. */
export type AbandonCode = 'DrillSuperseded' | 'DrillStalled' | 'RunCancelled';
