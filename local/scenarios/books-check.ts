import type { BookLine } from '../simulator/books.ts';

export type BlockedJob = { readonly job: string; readonly code: string };
export type Tally = {
  /** ARM ids, lower case, of the root jobs that were in flight when the story began, and of the outage's victims. */
  readonly inFlight: readonly string[];
  /**
   * Where the story moves jobs: those without a marked job in another workspace that the expectation does not list as
   * blocked. Where it moves none: those that were cancelled although nobody of the story cancels any. All others are
   * where they were, and will go on there; a job in a region that does not answer is not lost as long as it is let be.
   */
  readonly lost: readonly string[];
  /** Origins, and ids of requests, for which more than one job was ever made. */
  readonly duplicated: readonly string[];
  /** Jobs, so that a request that got two of them shows. */
  readonly createdByRequest: number;
  /** The runs that made copies, each with the time of its last one. */
  readonly lastCopyOf: ReadonlyMap<string, string>;
};

const terminal = new Set(['completed', 'failed', 'canceled']);
/** With a fault or without one: from here on the story acts, and what is in flight has to be accounted for. */
const beginnings = new Set(['fault-begins', 'story-begins']);

/** Counts from the simulator's books alone what became of the jobs of the source workspace. */
export function tally(
  lines: readonly BookLine[],
  source: string,
  blocked: readonly BlockedJob[],
  moves: boolean = true,
): Tally {
  const home = source.toLowerCase();
  const statuses = new Map<string, { status: string; victim: boolean }>();
  const replaced = new Set<string>();
  // How many jobs were made for one wish: an origin that a run replaces, or a request of the queue.
  const made = new Map<string, number>();
  const lastCopyOf = new Map<string, string>();
  let frozen: string[] | undefined;
  let createdByRequest = 0;
  for (const line of lines) {
    if (line.kind === 'mark' && beginnings.has(line.name)) {
      frozen ??= [...statuses].filter(([, job]) => job.victim || !terminal.has(job.status)).map(([id]) => id);
    }
    if (line.kind !== 'job' || !line.root) continue;
    const id = `${line.workspace}/jobs/${line.job}`.toLowerCase();
    const isHome = line.workspace.toLowerCase() === home;
    if (isHome) {
      const victim = line.cause === 'outage' && terminal.has(line.status.toLowerCase());
      statuses.set(id, { status: line.status.toLowerCase(), victim });
    }
    const { properties } = line;
    const origin = textAt(properties, 'failover.origin')?.toLowerCase();
    if (line.previous !== null || origin === undefined) continue;
    const request = textAt(properties, 'failover.requestId');
    const wish = request ?? origin;
    made.set(wish, (made.get(wish) ?? 0) + 1);
    if (request !== undefined) {
      createdByRequest += 1;
      continue;
    }
    lastCopyOf.set(textAt(properties, 'failover.run') ?? 'a run without a name', line.at);
    if (!isHome) replaced.add(origin);
  }
  const inFlight = frozen ?? [];
  const mayBeBlocked = new Set(blocked.map(({ job }) => `${source}/jobs/${job}`.toLowerCase()));
  const isGone = (id: string): boolean =>
    moves ? !mayBeBlocked.has(id) : statuses.get(id)?.status === 'canceled' && statuses.get(id)?.victim !== true;
  return {
    inFlight,
    lost: inFlight.filter((id) => !replaced.has(id) && isGone(id)),
    duplicated: [...made].filter(([, count]) => count > 1).map(([wish]) => wish),
    createdByRequest,
    lastCopyOf,
  };
}

function textAt(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === 'string' ? found : undefined;
}
