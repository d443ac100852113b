import type { HostLog } from '../host-process.ts';
import type { ConfigChanges } from '../region-config.ts';
import type { Region } from '../region.ts';
import type { GeneratedJob } from '../simulator/jobs-generator.ts';
import type { WorkspacePair } from '../simulator/seeds.ts';
import type { WorkspaceSeed } from '../simulator/types.ts';
import type { Actors } from './actors.ts';
import type { Expectation } from './expectation.ts';
import type { DecisionBody, Failure, ItemBody, Proofs, RunBody, ScenarioResult } from './result.ts';

/** What a scenario tells whoever watches: a line of the timeline, or how far the run is. */
export type Telling = {
  step(text: string): void;
  progress(run: RunBody): void;
};

export type Stage = {
  readonly region: Region;
  readonly actors: Actors;
  readonly telling: Telling;
  readonly seed: number;
  /** The jobs that are in flight, or victims, when the story begins. */
  readonly jobs: readonly GeneratedJob[];
  /** Jobs that had completed before. */
  readonly finished: readonly GeneratedJob[];
  /** Hears every line that the host logs. */
  onLog(listener: (line: HostLog) => void): void;
  /** GET of a path below the pair's. */
  get<Body>(path: string): Promise<Body>;
};

/** What happens after the jobs are in the ledger, and what it must come to. */
export type Scenario = {
  readonly name: string;
  readonly says: string;
  readonly expects: Expectation;
  /** How many jobs that have completed before the story begins are wanted. */
  readonly finishedJobs: number;
  /** Another pair of workspaces and other jobs than the documentation's. */
  readonly world?: {
    readonly pair: (seed: number) => WorkspacePair;
    readonly jobs: (seed: number, count: number, primary: WorkspaceSeed) => GeneratedJob[];
    /** Jobs that have completed before the others are submitted. */
    readonly finished: (primary: WorkspaceSeed) => GeneratedJob[];
  };
  /** How this region is configured otherwise than everybody's. */
  readonly config?: ConfigChanges;
  /** What is wrong already when the jobs are submitted. */
  opening?(stage: Stage): Promise<void>;
  play(stage: Stage): Promise<Played>;
};

/** What only this story has to say: proofs for the result, and what went wrong that nobody else would notice. */
export type Played = Proofs & { readonly failures?: readonly Failure[] };

/** What came out of it, for the report that people read. */
export type Ending = {
  readonly result: ScenarioResult;
  /** The run that moved the jobs in flight, or the first one that nobody expected. */
  readonly run: RunBody | undefined;
  readonly items: readonly ItemBody[];
  readonly runs: readonly RunBody[];
  readonly decisions: readonly DecisionBody[];
};
