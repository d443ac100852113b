import type { CoreHour } from './cost.ts';
import type { Millis } from './time.ts';

/** Who may set a run in motion: automation by itself, automation with a person's word, or a person alone. */
export type Mode = 'automatic' | 'approval' | 'manual';

/** Jobs that are alike in an experiment (with `*` for any text) and tags, and what automation may do with them. */
export type JobClass = {
  readonly name: string;
  readonly mode: Mode;
  readonly experiments: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
};

/** Thresholds of the grey failures: what a ledger must look like before it accuses its workspace. */
export type GreyPolicy = {
  /** Jobs that must have failed within the window, their share of all that ended in it, and their experiments. */
  readonly burstWindow: Millis;
  readonly burstJobs: number;
  readonly burstShare: number;
  /** One person's mistake fails many jobs of one experiment. */
  readonly experiments: number;
  /** No word of any live job for as long, of at least as many jobs. */
  readonly silentFor: Millis;
  readonly silentJobs: number;
  /** Jobs that have been starting for as long. Queued ones wait for their turn and are none. */
  readonly stuckFor: Millis;
  readonly stuckJobs: number;
  readonly stuckShare: number;
  /** Our own calls that failed, of all that were made within the window. */
  readonly callWindow: Millis;
  readonly failedCalls: number;
  readonly failedShare: number;
};

/** When automation acts for a pair, and what it must never do. */
export type Policy = {
  readonly mode: Mode;
  readonly classes: readonly JobClass[];
  /** How long two groups must agree before anything is done; the evidence is read again at its end. */
  readonly confirmFor: Millis;
  /** Probes that must fail, or succeed, in a row before a workspace is taken to be down, or well again. */
  readonly failedProbes: number;
  readonly goodProbes: number;
  /** After a run, automation does nothing for as long, unless somebody acknowledges the run. */
  readonly coolDown: Millis;
  /** Between two switches of automation, acknowledged or not. */
  readonly minimumDelay: Millis;
  /** How long a workspace must have answered again before its originals are settled: the time to undo a failover. */
  readonly settleAfter: Millis;
  /** Whether automation leads home by itself what it had moved, once nothing stands in the way. */
  readonly failback: 'manual' | 'automatic';
  /** What an operator rejected is not proposed again for as long, unless another group joins the evidence. */
  readonly rejectedFor: Millis;
  /** What to do while jobs fail and Azure reports an incident, but the control plane answers. */
  readonly whileItAnswers: 'ask' | 'fail-over';
  /** Regions that jobs may be moved to; empty: any. */
  readonly allowedRegions: readonly string[];
  /** What automation may move at most without a person; absent: any number. */
  readonly caps: {
    readonly jobs?: number;
    readonly cost?: number;
    /** What a core costs an hour, by family, or `default`; the cap on cost is held against it. */
    readonly coreHour?: CoreHour;
    /** How long a job is taken to run, for that. */
    readonly hoursPerJob?: number;
  };
  /** How old the last passed drill and the last look at the standby may be. */
  readonly drillAge: Millis;
  readonly readinessAge: Millis;
  /** Safety rules that somebody has switched off by name. */
  readonly waive: readonly ('drill' | 'readiness')[];
  /** How old evidence may be. Azure's own is in `health.maxEvidenceAge`. */
  readonly ages: {
    readonly probe: Millis;
    readonly jobs: Millis;
    readonly secondView: Millis;
    readonly operator: Millis;
  };
  readonly grey: GreyPolicy;
};

const minute = 60_000;
const hour = 60 * minute;

/** What a policy says unless it is told otherwise. Times suit Azure, and a watch that runs every minute. */
export const defaultPolicy: Policy = {
  mode: 'automatic',
  classes: [],
  confirmFor: 2 * minute,
  failedProbes: 3,
  goodProbes: 3,
  coolDown: hour,
  minimumDelay: 30 * minute,
  settleAfter: 10 * minute,
  failback: 'manual',
  rejectedFor: hour,
  whileItAnswers: 'ask',
  allowedRegions: [],
  caps: {},
  drillAge: 90 * 24 * hour,
  readinessAge: hour,
  waive: [],
  ages: { probe: 5 * minute, jobs: 10 * minute, secondView: 30 * minute, operator: hour },
  grey: {
    burstWindow: 10 * minute,
    burstJobs: 5,
    burstShare: 0.8,
    experiments: 2,
    silentFor: 20 * minute,
    silentJobs: 3,
    stuckFor: 30 * minute,
    stuckJobs: 3,
    stuckShare: 0.5,
    callWindow: 5 * minute,
    failedCalls: 5,
    failedShare: 0.8,
  },
};

/** The first class that a job is in decides; a job of no class follows its pair. */
export function modeOf(
  policy: Pick<Policy, 'mode' | 'classes'>,
  job: { readonly experiment?: string; readonly tags: Readonly<Record<string, string>> },
): { readonly mode: Mode; readonly class?: string } {
  const found = policy.classes.find((each) => isIn(each, job));
  return found === undefined ? { mode: policy.mode } : { mode: found.mode, class: found.name };
}

/** A class that names nothing holds nothing: it would else take every job by mistake. */
function isIn(
  { experiments, tags }: JobClass,
  job: { readonly experiment?: string; readonly tags: Readonly<Record<string, string>> },
): boolean {
  const wanted = Object.entries(tags);
  if (experiments.length === 0 && wanted.length === 0) return false;
  const inExperiment =
    experiments.length === 0 || experiments.some((pattern) => matches(pattern, job.experiment ?? ''));
  return inExperiment && wanted.every(([key, value]) => job.tags[key] === value);
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(text);
}
