import type { ActivePointer, Claim, RunOrder } from './core/pointer.ts';
import type { DoneJob, LedgerJob, LiveJob } from './core/job.ts';
import type { Fence, JobKey, PairName, RunId, Side, SpecHash } from './core/ids.ts';
import type { Instant } from './core/time.ts';
import type { Item, Run } from './core/run.ts';
import type { JobObservation, SpecFacts } from './core/observation.ts';
import type { AssetKind, AssetRef } from './core/asset.ts';
import type { Disposition } from './core/disposition.ts';
import type { WorkspaceFacts } from './core/mirror/facts.ts';
import type { BlobPlace, MirrorKey, MirrorRow } from './core/mirror/row.ts';
import type { Json, JsonObject } from './core/json.ts';
import type { Reason } from './core/reason.ts';
import type { RequestRecord } from './core/request.ts';
import type { WorkspaceRef } from './core/workspace.ts';
import type { Audit, Brakes, Calls, Proposals, Reach, Signals, Versioned } from './ports/evidence.ts';
import type { ArmTrouble } from './ports/arm-trouble.ts';
import type { ReadinessRows, Surveys } from './ports/standby.ts';

export type * from './ports/arm-trouble.ts';
export type * from './ports/evidence.ts';
export type * from './ports/standby.ts';

/** The outside world on one page. Adapters implement it; activities and triggers see nothing else of it. */
export type Ports = {
  readonly clock: Clock;
  readonly log: Log;
  readonly workspaces: Workspaces;
  readonly assetStore: AssetStore;
  readonly reach: Reach;
  readonly calls: Calls;
  readonly assets: Assets;
  readonly surveys: Surveys;
  readonly readiness: ReadinessRows;
  readonly blobs: Blobs;
  readonly ledger: Ledger;
  readonly specs: Specs;
  readonly pointers: Pointers;
  readonly runs: Runs;
  readonly signals: Signals;
  readonly proposals: Proposals;
  readonly brakes: Brakes;
  readonly requests: Requests;
  readonly audit: Audit;
  readonly queues: Queues;
  readonly announcer: Announcer;
};

export type Clock = { now(): Instant };

/** `event` is a stable code, `fields` are what it speaks of. No secrets, no values of environment variables. */
export type Log = {
  info(event: string, fields: Readonly<Record<string, Json | undefined>>): void;
  warn(event: string, fields: Readonly<Record<string, Json | undefined>>): void;
  error(event: string, fields: Readonly<Record<string, Json | undefined>>): void;
};

export type ArmJob = {
  readonly id: string;
  readonly name: string;
  /** The raw `properties` of the resource; null for children of pipelines and sweeps. */
  readonly properties: JsonObject | null;
  readonly createdAt?: Instant;
  readonly createdBy?: string;
};

/** Azure ML behind ARM. Every call has a deadline; job bodies travel raw. */
export type Workspaces = {
  getJob(
    workspace: WorkspaceRef,
    name: string,
  ): Promise<{ readonly kind: 'found'; readonly job: ArmJob } | { readonly kind: 'absent' } | ArmTrouble>;
  /** One PUT, never repeated here. `exists`: a job of that name was there before. */
  putJob(
    workspace: WorkspaceRef,
    name: string,
    properties: JsonObject,
  ): Promise<{ readonly kind: 'created'; readonly job: ArmJob } | { readonly kind: 'exists' } | ArmTrouble>;
  /**
   * Asks a job to end. `accepted` is no end: only a GET that shows it terminal is. `ended`: it had ended before; `absent`:
   * there is no such job.
   */
  cancelJob(
    workspace: WorkspaceRef,
    name: string,
  ): Promise<{ readonly kind: 'accepted' | 'ended' | 'absent' } | ArmTrouble>;
  /** One page of the jobs, newest first. */
  listJobs(
    workspace: WorkspaceRef,
    nextLink?: string,
  ): Promise<{ readonly kind: 'page'; readonly jobs: readonly ArmJob[]; readonly nextLink?: string } | ArmTrouble>;
  /** Asks the workspace's own resource provider for the workspace: answers only if its control plane lives. */
  probe(workspace: WorkspaceRef): Promise<{ readonly kind: 'alive' } | ArmTrouble>;
};

/** Assets of Azure ML behind ARM, and what else of a workspace a job depends on. Every call has a deadline. */
export type AssetStore = {
  getAsset(
    workspace: WorkspaceRef,
    asset: AssetRef,
  ): Promise<{ readonly kind: 'found'; readonly properties: JsonObject } | { readonly kind: 'absent' } | ArmTrouble>;
  /**
   * One PUT. The service may answer with an equal anonymous version that it has already, so the answer says which one it
   * is. `different`: that version exists, with other content.
   */
  putAsset(
    workspace: WorkspaceRef,
    asset: AssetRef,
    properties: JsonObject,
  ): Promise<{ readonly kind: 'put'; readonly asset: AssetRef } | { readonly kind: 'different' } | ArmTrouble>;
  /** The version that a label means now. */
  resolveLabel(
    workspace: WorkspaceRef,
    collection: AssetKind,
    name: string,
    label: string,
  ): Promise<{ readonly kind: 'found'; readonly version: string } | { readonly kind: 'absent' } | ArmTrouble>;
  /** Datastores, computes, identities, quota and the reach of registries, as far as each of them answers. */
  readFacts(workspace: WorkspaceRef): Promise<{ readonly kind: 'found'; readonly facts: WorkspaceFacts } | ArmTrouble>;
};

/** The asset map of each pair and direction, and the last known facts of its workspaces. */
export type Assets = {
  /** The rows that there are of these keys. */
  get(pair: PairName, from: Side, keys: readonly MirrorKey[]): Promise<ReadonlyMap<MirrorKey, Versioned<MirrorRow>>>;
  list(pair: PairName, from: Side, state?: MirrorRow['state']['kind']): Promise<readonly MirrorRow[]>;
  insert(row: MirrorRow): Promise<{ readonly kind: 'written'; readonly etag: string } | { readonly kind: 'lost' }>;
  update(
    row: MirrorRow,
    etag: string,
  ): Promise<{ readonly kind: 'written'; readonly etag: string } | { readonly kind: 'lost' }>;
  facts(pair: PairName, side: Side): Promise<WorkspaceFacts | undefined>;
  /** An older answer never overwrites a newer one. */
  setFacts(pair: PairName, side: Side, facts: WorkspaceFacts): Promise<void>;
};

export type Tree = { readonly bytes: number; readonly count: number; readonly hash: string };
/** Why blobs could not be read or written. `refused`: the service said no, and says it again tomorrow. */
export type BlobTrouble =
  | { readonly kind: 'refused'; readonly reason: Reason }
  | { readonly kind: 'unreachable'; readonly reason: Reason };

/** Blobs in the storage of the workspaces. A place is a blob, or all blobs below its path. */
export type Blobs = {
  /** What lies there: equal hashes mean equal names and contents. Nothing there is an empty tree. */
  survey(
    place: BlobPlace,
    maxBytes: number,
  ): Promise<({ readonly kind: 'found' } & Tree) | { readonly kind: 'too-large' } | BlobTrouble>;
  /** Makes the target hold what the source holds; `same`: nothing had to be copied. What else the target holds stays. */
  copyTree(
    from: BlobPlace,
    to: BlobPlace,
    maxBytes: number,
  ): Promise<({ readonly kind: 'copied' | 'same' } & Tree) | { readonly kind: 'too-large' } | BlobTrouble>;
};

/** The rows of the jobs of both workspaces. Every method is idempotent. */
export type Ledger = {
  /** Merges what was observed into the job's row; the order and number of observations do not matter. */
  observe(pair: PairName, seen: JobObservation): Promise<{ readonly job: LedgerJob; readonly before?: LedgerJob }>;
  /** Records what a GET of the job said: its definition's place, its type and what else is shown of it. */
  recordSpec(pair: PairName, key: JobKey, facts: SpecFacts): Promise<LedgerJob | undefined>;
  /** Records what would happen to the job if its workspace failed now. */
  recordDisposition(pair: PairName, key: JobKey, disposition: Disposition): Promise<LedgerJob | undefined>;
  get(pair: PairName, key: JobKey): Promise<LedgerJob | undefined>;
  live(pair: PairName, side?: Side): Promise<readonly LiveJob[]>;
  /** Tombstones; `endedSince` leaves out those that ended before. */
  done(pair: PairName, side?: Side, endedSince?: Instant): Promise<readonly DoneJob[]>;
  /** Removes tombstones that ended before the instant. */
  prune(pair: PairName, endedBefore: Instant): Promise<number>;
  /** Up to where the jobs list of a workspace has been paged: everything created before is known. */
  watermark(pair: PairName, side: Side): Promise<Instant | undefined>;
  setWatermark(pair: PairName, side: Side, at: Instant): Promise<void>;
  /** Where a pass had to leave the list; undefined when none had to. */
  bookmark(pair: PairName, side: Side): Promise<Bookmark | undefined>;
  /** The last one to say so is believed. */
  setBookmark(pair: PairName, side: Side, left: Bookmark | undefined): Promise<void>;
};

/** A place in the jobs list of a workspace. */
export type Bookmark = {
  /** The service's own, and perhaps short-lived. */
  readonly nextLink: string;
  /** Creation of the newest job on the pages before. */
  readonly newest?: Instant;
  /** Passes that could not go on there. */
  readonly failed?: number;
};

export type { SpecFacts };

/** Definitions of jobs, content-addressed. Only the app's identity can read them. */
export type Specs = {
  /** Stores the spec and says under which hash; storing an equal one again costs nothing. */
  put(spec: JsonObject): Promise<{ readonly hash: SpecHash; readonly bytes: number }>;
  get(hash: SpecHash): Promise<JsonObject | undefined>;
};

export type Fenced = { readonly kind: 'fenced'; readonly reason: Reason };

/** The pointer and the claim of each pair: the only place where a run can win or lose. */
export type Pointers = {
  /** Writes epoch 0 (primary is active) where the pair has no row yet. */
  read(pair: PairName): Promise<{ readonly active: ActivePointer; readonly claim?: Claim }>;
  /**
   * Takes the pair for a new run, if none is open and the active workspace is the one that the order's kind begins with
   * (`activeAtStart`). `order.run` is derived from the next run number.
   */
  claim(
    pair: PairName,
    order: Omit<RunOrder, 'run'>,
  ): Promise<
    | { readonly kind: 'claimed'; readonly claim: Claim }
    | { readonly kind: 'busy'; readonly claim: Claim }
    | { readonly kind: 'moved'; readonly active: ActivePointer }
  >;
  /**
   * Makes the order's target active, in one transaction over pointer and claim. Repeating it changes nothing. A run that
   * was cancelled before is fenced.
   */
  switchActive(
    pair: PairName,
    run: RunId,
    fence: Fence,
    at: Instant,
  ): Promise<{ readonly kind: 'switched'; readonly active: ActivePointer } | Fenced>;
  /**
   * Notes in the claim that somebody wants the run to stop: from now on it cannot switch any more. The first word stays.
   * Fenced: the run does not hold the pair, or has ended.
   */
  cancel(
    pair: PairName,
    run: RunId,
    cancelled: NonNullable<Claim['cancelled']>,
  ): Promise<{ readonly kind: 'cancelled'; readonly claim: Claim } | Fenced>;
  /** The next fence of an open run: from now on every older one is refused. */
  takeOver(pair: PairName, run: RunId): Promise<{ readonly kind: 'taken'; readonly claim: Claim } | Fenced>;
  setClaimState(
    pair: PairName,
    run: RunId,
    fence: Fence,
    state: Claim['state'],
  ): Promise<{ readonly kind: 'set' } | Fenced>;
};

/** Runs and their items. A write names the version it read, so of two writers one loses and is told so. */
export type Runs = {
  insertRun(run: Run): Promise<'inserted' | 'exists'>;
  getRun(run: RunId): Promise<Versioned<Run> | undefined>;
  listRuns(pair: PairName): Promise<readonly Run[]>;
  /** `lost`: the row is another version by now. */
  updateRun(run: Run, etag: string): Promise<'written' | 'lost'>;
  insertItem(item: Item): Promise<'inserted' | 'exists'>;
  /** Items in the order of their ranks; `from` and `to` are ranks, both inclusive. */
  items(run: RunId, range?: { readonly from: string; readonly to: string }): Promise<readonly Versioned<Item>[]>;
  updateItem(
    item: Item,
    etag: string,
  ): Promise<{ readonly kind: 'written'; readonly etag: string } | { readonly kind: 'lost' }>;
};

export type Requests = {
  /** Pins the request at its first delivery; later deliveries get the pinned record back. */
  pin(record: RequestRecord): Promise<Versioned<RequestRecord>>;
  get(pair: PairName, requestId: string): Promise<Versioned<RequestRecord> | undefined>;
  update(record: RequestRecord, etag: string): Promise<'written' | 'lost'>;
};

export type MirrorWork = { readonly pair: PairName; readonly job: JobKey };
export type SpecWork = { readonly pair: PairName; readonly job: JobKey; readonly name: string };
export type Queues = {
  sendSpecWork(work: SpecWork, delayMs?: number): Promise<void>;
  sendMirrorWork(work: MirrorWork, delayMs?: number): Promise<void>;
  /** Puts a message of `job-resubmissions` back as it came, to be delivered after the delay. */
  requeueResubmission(text: string, delayMs: number): Promise<void>;
  /** Keeps a message of `job-resubmissions` that can never be handled where an operator sees it. */
  poisonResubmission(text: string): Promise<void>;
  /** The oldest messages of every poison queue. They are looked at, not taken. */
  peekPoison(): Promise<readonly { readonly queue: string; readonly id: string; readonly at: Instant }[]>;
};

export type OutEvent = {
  readonly type: string;
  readonly subject: string;
  readonly id: string;
  readonly at: Instant;
  readonly data: JsonObject;
};
/** CloudEvents to the custom topic. The id is derived, so that a repeated event can be told from a new one. */
export type Announcer = {
  /** Whether there is a topic at all; without one, what would be said is only logged. */
  readonly topic: 'configured' | 'none';
  publish(
    event: OutEvent,
  ): Promise<{ readonly kind: 'published' } | { readonly kind: 'failed'; readonly reason: Reason }>;
};

/** The durable engine, as far as starting and looking at runs goes. It exists only within an invocation. */
export type Orchestrations = {
  start(pair: PairName, run: RunId, fence: Fence): Promise<void>;
  status(run: RunId, fence: Fence): Promise<'absent' | 'running' | 'completed' | 'failed' | 'terminated'>;
};
