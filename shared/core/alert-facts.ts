import type { JsonObject } from './json.ts';
import type { FieldProblem } from './problem.ts';
import type { Instant } from './time.ts';

/** What every alert says: what it is about, how that stands, and whether it may be evidence. */
type CommonFacts = {
  readonly state: 'active' | 'resolved';
  /** Why it is recorded but never evidence; absent when it counts. */
  readonly discounted?: string;
  readonly title: string;
  /** The sender's clock. */
  readonly submittedAt: Instant;
};

/** One service in the regions in which it is impacted, all by display name. */
export type ImpactedService = { readonly service: string; readonly regions: readonly string[] };

export type ServiceHealthFacts = CommonFacts & {
  readonly source: 'service-health';
  /** The same for every update of one incident. */
  readonly trackingId: string;
  readonly impacted: readonly ImpactedService[];
};

export type ResourceHealthFacts = CommonFacts & {
  readonly source: 'resource-health';
  /** ARM ids, spelled as the alert spells them: compare in any letter case. */
  readonly resources: readonly string[];
};

export type AvailabilityFacts = CommonFacts & {
  readonly source: 'availability-test';
  /** ARM id or name of the test, or both. */
  readonly tests: readonly string[];
};

/** An alert of Azure Monitor, taken apart; it names regions, resources and tests, not pairs. */
export type AlertFacts = ServiceHealthFacts | ResourceHealthFacts | AvailabilityFacts;

export type ParsedAlert =
  | { readonly kind: 'signals'; readonly facts: AlertFacts }
  /** Well formed, and says nothing about the health of a workspace. */
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'malformed'; readonly problems: readonly FieldProblem[] };

/** The parts of an alert that both kinds are read from. */
export type AlertParts = {
  readonly essentials: JsonObject;
  readonly context: JsonObject;
  readonly properties: JsonObject;
  readonly submittedAt: Instant;
};

export function malformed(pointer: string, detail: string): ParsedAlert {
  return { kind: 'malformed', problems: [{ pointer, detail }] };
}

/** The value of a key in any letter case: samples of one and the same field differ in it. */
export function looseAt(value: JsonObject, key: string): JsonObject[string] | undefined {
  const wanted = key.toLowerCase();
  return Object.entries(value).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** A word for comparison: `In Progress` and `InProgress`, `Resource Health` and `ServiceHealth` are spelled as it comes. */
export function word(text: string | undefined): string {
  return (text ?? '').toLowerCase().replaceAll(/[^a-z]/g, '');
}
