import type { HostLog } from '../host-process.ts';
import type { Region } from '../region.ts';
import type { GeneratedJob } from '../simulator/jobs-generator.ts';
import type { WorkspacePair } from '../simulator/seeds.ts';
import type { WorkspaceSeed } from '../simulator/types.ts';
import type { Actors } from './actors.ts';
import type { ItemBody, RunBody, ScenarioResult } from './result.ts';

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
  /** The jobs that are in flight, or victims, when the fault begins. */
  readonly jobs: readonly GeneratedJob[];
  /** Jobs that had completed before. */
  readonly finished: readonly GeneratedJob[];
  /** Hears every line that the host logs. */
  onLog(listener: (line: HostLog) => void): void;
};

/** What happens after the jobs are in the ledger. It returns what only this scenario has to say. */
export type Scenario = {
  readonly name: string;
  readonly says: string;
  /** How many jobs that have completed before the story begins are wanted. */
  readonly finishedJobs: number;
  /** Another pair of workspaces and other jobs than the documentation's. */
  readonly world?: {
    readonly pair: (seed: number) => WorkspacePair;
    readonly jobs: (seed: number, count: number, primary: WorkspaceSeed) => GeneratedJob[];
    /** Jobs that have completed before the others are submitted. */
    readonly finished: (primary: WorkspaceSeed) => GeneratedJob[];
  };
  play(stage: Stage): Promise<Played>;
};

export type Played = Partial<Pick<ScenarioResult, 'requests' | 'crash' | 'failures'>>;

/** What came out of it, for the table that people read. */
export type Ending = {
  readonly result: ScenarioResult;
  readonly items: readonly ItemBody[];
  readonly run: RunBody | undefined;
};
