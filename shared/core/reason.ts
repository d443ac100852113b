/**
 * Why something is as it is: a code that never changes and a sentence for people. The code appears unchanged in log,
 * ledger, API and dashboard.
 */
export type Reason<Code extends string = string> = {
  readonly code: Code;
  readonly message: string;
  /** Where in the job's spec, as a JSON pointer (RFC 6901) below `properties`. */
  readonly path?: string;
};
