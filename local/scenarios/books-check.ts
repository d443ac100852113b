import type { BookLine } from '../simulator/books.ts';

export type BlockedJob = { readonly job: string; readonly code: string };
export type Tally = {
  /** ARM ids, lower case, of the root jobs that were in flight when the fault began, and of the outage's victims. */
  readonly inFlight: readonly string[];
  readonly lost: readonly string[];
  readonly duplicated: readonly string[];
  readonly createdByRequest: number;
  readonly lastMarkedAt: string | undefined;
};

const terminal = new Set(['completed', 'failed', 'canceled']);

/** Counts from the simulator's books alone what became of the jobs of the source workspace. */
export function tally(lines: readonly BookLine[], source: string, blocked: readonly BlockedJob[]): Tally {
  const statuses = new Map<string, { status: string; victim: boolean }>();
  const marked = new Map<string, number>();
  const requests = new Set<string>();
  let frozen: string[] | undefined;
  let lastMarkedAt: string | undefined;
  for (const line of lines) {
    if (line.kind === 'mark' && line.name === 'fault-begins') {
      frozen = [...statuses].filter(([, job]) => job.victim || !terminal.has(job.status)).map(([id]) => id);
    }
    if (line.kind !== 'job' || !line.root) continue;
    const id = `${line.workspace}/jobs/${line.job}`.toLowerCase();
    if (line.workspace.toLowerCase() === source.toLowerCase()) {
      const victim = line.cause === 'outage' && terminal.has(line.status.toLowerCase());
      statuses.set(id, { status: line.status.toLowerCase(), victim });
    }
    const { properties } = line;
    const origin = textAt(properties, 'failover.origin');
    if (line.previous !== null || origin === undefined) continue;
    lastMarkedAt = line.at;
    const request = textAt(properties, 'failover.requestId');
    if (request === undefined) marked.set(origin.toLowerCase(), (marked.get(origin.toLowerCase()) ?? 0) + 1);
    else requests.add(request);
  }
  const inFlight = frozen ?? [];
  const mayBeBlocked = new Set(blocked.map(({ job }) => `${source}/jobs/${job}`.toLowerCase()));
  return {
    inFlight,
    lost: inFlight.filter((id) => !marked.has(id) && !mayBeBlocked.has(id)),
    duplicated: [...marked].filter(([, count]) => count > 1).map(([id]) => id),
    createdByRequest: requests.size,
    lastMarkedAt,
  };
}

function textAt(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === 'string' ? found : undefined;
}
