import type { HistoryEvent } from './history.ts';
import { EVENT } from './history.ts';
import type { Instance } from './store.ts';

/** The public state of an instance, as the durable extension's HTTP API gives it. */
export interface InstanceStatus {
  readonly name: string;
  readonly instanceId: string;
  readonly runtimeStatus: string;
  readonly input: unknown;
  readonly customStatus: unknown;
  readonly output: unknown;
  /** UTC, cut to seconds. */
  readonly createdTime: string;
  readonly lastUpdatedTime: string;
  readonly historyEvents?: readonly Record<string, unknown>[];
}

export function instanceStatus(row: Instance, history?: readonly HistoryEvent[]): InstanceStatus {
  return {
    name: row.name,
    instanceId: row.id,
    runtimeStatus: row.status,
    input: parse(row.input),
    customStatus: parse(row.custom),
    output: parse(row.output),
    createdTime: seconds(row.created),
    lastUpdatedTime: seconds(row.updated),
    ...(history === undefined ? {} : { historyEvents: history.map(publicEvent) }),
  };
}

const NAMES = Object.fromEntries(
  Object.entries(EVENT).map(([name, type]) => [type, name.charAt(0).toUpperCase() + name.slice(1)]),
);

function publicEvent(each: HistoryEvent): Record<string, unknown> {
  const { EventType, IsPlayed: _played, ...fields } = each;
  return { EventType: NAMES[EventType] ?? String(EventType), ...fields };
}

// The client rejects an undefined input or output, so nothing is null rather than absent.
function parse(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}

function seconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
