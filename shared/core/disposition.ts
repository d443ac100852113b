import type { Json } from './json.ts';
import { canonicalJson } from './json.ts';
import type { Reason } from './reason.ts';
import type { Instant, Millis } from './time.ts';

/** What would happen to a job if its workspace failed now, as of the last look at it. */
export type Disposition = {
  readonly at: Instant;
  /** A hash of the definition and of the facts of both workspaces that it was judged by: others may judge otherwise. */
  readonly basis: string;
} & (
  | { readonly kind: 'ready' }
  | { readonly kind: 'blocked'; readonly reasons: readonly [Reason, ...Reason[]] }
  | { readonly kind: 'skipped'; readonly reason: Reason }
);

/** Equal for equal dispositions of equal time. */
export function dispositionText(disposition: Disposition): string {
  return canonicalJson(disposition as unknown as Json);
}

const halfDay: Millis = 43_200_000;

/** Whether the new one says anything that the old one does not; the time alone is news twice a day. */
export function saysMore(before: Disposition | undefined, now: Disposition): boolean {
  if (before === undefined || now.at - before.at >= halfDay) return true;
  return dispositionText({ ...before, at: now.at }) !== dispositionText(now);
}
