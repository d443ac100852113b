declare const instantBrand: unique symbol;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instantBrand]: true };
/** A length of time in milliseconds. */
export type Millis = number;

export function instant(epochMs: number): Instant {
  return epochMs as Instant;
}

/** Reads an ISO 8601 timestamp as Azure writes them (seven fraction digits included); undefined when it is none. */
export function parseInstant(text: string | undefined): Instant | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : (ms as Instant);
}

export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}

export function plus(at: Instant, length: Millis): Instant {
  return (at + length) as Instant;
}
