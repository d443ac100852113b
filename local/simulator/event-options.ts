/** How badly the stand-in behaves. */
export type Unreliability = {
  /** The share of events delivered twice, 0 to 1. */
  readonly duplicateRate: number;
  /** The share of events never delivered. */
  readonly dropRate: number;
  /** Events are delivered in any order within so many milliseconds. */
  readonly shuffleMs: number;
};

export type EventOptions = Unreliability & {
  readonly byType: Readonly<Record<string, Partial<Unreliability>>>;
  /** Names of jobs of which no event is ever delivered. */
  readonly dropJobs: readonly string[];
  /** Deliver what a dark region kept back once it is light again. */
  readonly lateAfterLight: boolean;
  /** The first wait after a failed delivery; doubled each time. */
  readonly retryMs: number;
  readonly retryCapMs: number;
  readonly maxAttempts: number;
  readonly batchSize: number;
};

export const eventDefaults: EventOptions = {
  duplicateRate: 0,
  dropRate: 0,
  shuffleMs: 0,
  byType: {},
  dropJobs: [],
  lateAfterLight: false,
  retryMs: 200,
  retryCapMs: 10_000,
  maxAttempts: 30,
  batchSize: 20,
};

export function unreliabilityOf(options: EventOptions, eventType: string, job: string | null): Unreliability {
  const isDropped = job !== null && options.dropJobs.includes(job);
  return { ...options, ...options.byType[eventType], ...(isDropped ? { dropRate: 1 } : {}) };
}

/** What a subscription wants to hear of. */
export type SubscriptionFilter = {
  readonly eventTypes: readonly string[];
  readonly operationNames?: readonly string[];
  readonly workspaces?: readonly string[];
};

export function wants(
  filter: SubscriptionFilter,
  eventType: string,
  operation: string | undefined,
  workspaceId: string,
): boolean {
  const among = (list: readonly string[] | undefined, value: string): boolean =>
    list === undefined || list.length === 0 || list.some((each) => each.toLowerCase() === value.toLowerCase());
  if (!among(filter.eventTypes, eventType) || !among(filter.workspaces, workspaceId)) return false;
  return operation === undefined || among(filter.operationNames, operation);
}
