import type { RunId } from '../../shared/core/ids.ts';
import type { Orchestrations } from '../../shared/ports.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { cancelRun } from '../../shared/work/cancel-run.ts';
import { cleanUpDrills } from '../../shared/work/drill/abandon.ts';
import { retryRun } from '../../shared/work/retry-run.ts';
import { startRun } from '../../shared/work/start-run.ts';
import type { StartRequest, StartResult } from '../../shared/work/start-run.ts';
import { takeOver } from '../../shared/work/take-over.ts';

/** What a story can do to the pair whose runs are recorded. */
export type RecordingStage = {
  readonly deps: Deps;
  readonly orchestrations: Orchestrations;
  /** Lets time pass and everything happen until nothing is due, or that many moments have passed. */
  readonly pass: (moments?: number) => Promise<void>;
  /** What happens between runs: the ledger and the mirror come to the truth. */
  readonly catchUp: () => Promise<void>;
  readonly control: (path: string, body: unknown) => Promise<void>;
  readonly regions: { readonly primary: string; readonly secondary: string };
};

export type RecordedStory = { readonly name: string; play(stage: RecordingStage): Promise<void> };

type Wish = Partial<StartRequest> & Pick<StartRequest, 'kind'>;

async function start({ deps, orchestrations }: RecordingStage, wish: Wish): Promise<RunId> {
  const [pair] = deps.config.pairs;
  if (pair === undefined) throw new Error('no pair');
  const reason = { code: 'Manual', message: 'a history is recorded' };
  return idOf(await startRun(deps, orchestrations, { pair: pair.name, reason, by: 'recorder', ...wish }));
}

function idOf(result: StartResult | { readonly kind: 'open' | 'nothing' }): RunId {
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  return result.claim.order.run;
}

/** The first switch leaves the jobs to finish, so that another run has something to do. */
async function away(stage: RecordingStage): Promise<void> {
  await start(stage, { kind: 'failover', inFlight: 'finish' });
  await stage.pass();
}

export const recordedStories: readonly RecordedStory[] = [
  {
    name: 'failover-forced',
    async play(stage) {
      await stage.control('/dark', { region: stage.regions.primary, jobs: 'freeze' });
      await start(stage, { kind: 'failover' });
      await stage.pass();
    },
  },
  {
    name: 'failover-planned',
    async play(stage) {
      await start(stage, { kind: 'failover', mode: 'planned' });
      await stage.pass();
    },
  },
  { name: 'finish', play: away },
  {
    name: 'failback',
    async play(stage) {
      await start(stage, { kind: 'failover', mode: 'planned' });
      await stage.pass();
      await stage.catchUp();
      await start(stage, { kind: 'failback' });
      await stage.pass();
    },
  },
  {
    name: 'evacuate',
    async play(stage) {
      await away(stage);
      await start(stage, { kind: 'evacuate' });
      await stage.pass();
    },
  },
  {
    name: 'drill',
    async play(stage) {
      await start(stage, { kind: 'drill' });
      await stage.pass();
    },
  },
  {
    // The instance of the drill meets the failover's claim and stops; a timer ends what it left.
    name: 'drill-gives-way',
    async play(stage) {
      await start(stage, { kind: 'drill' });
      await stage.pass(3);
      await start(stage, { kind: 'failover' });
      await stage.pass();
      for (let look = 0; look < 3; look += 1) await cleanUpDrills(stage.deps);
    },
  },
  {
    name: 'throttled',
    async play(stage) {
      const faults = [{ kind: 'throttle', operations: 'write', bucket: { size: 1.5, perSecond: 0.2 } }];
      await stage.control('/faults', { region: stage.regions.secondary, faults });
      await start(stage, { kind: 'failover' });
      await stage.pass();
    },
  },
  {
    name: 'retry',
    async play(stage) {
      const run = await start(stage, { kind: 'failover' });
      await stage.pass();
      const found = await stage.deps.runs.getRun(run);
      if (found === undefined) throw new Error('no run');
      // One of the jobs cannot be resubmitted: so it is blocked once more.
      idOf(await retryRun(stage.deps, stage.orchestrations, found.row, { force: [] }, { by: 'recorder' }));
      await stage.pass();
    },
  },
  {
    name: 'cancelled',
    async play(stage) {
      const run = await start(stage, { kind: 'failover', mode: 'planned' });
      await stage.pass(2);
      const [pair] = stage.deps.config.pairs;
      if (pair !== undefined) await cancelRun(stage.deps, pair.name, run, 'recorder');
      await stage.pass();
    },
  },
  {
    name: 'taken-over',
    async play(stage) {
      const { deps, orchestrations } = stage;
      const run = await start(stage, { kind: 'failover', mode: 'planned' });
      await stage.pass(2);
      const [pair] = deps.config.pairs;
      if (pair !== undefined) await takeOver(deps, orchestrations, pair.name, run, 'recorder');
      await stage.pass();
    },
  },
];
