import { beforeEach } from 'vitest';
import type { JsonObject } from '../../shared/core/json.ts';
import { jobKey, type Fence, type Side } from '../../shared/core/ids.ts';
import { noCounts, type Item, type Run } from '../../shared/core/run.ts';
import { formatInstant, instant, type Instant } from '../../shared/core/time.ts';
import type { SpecWork, Versioned } from '../../shared/ports.ts';
import type { RunTicket } from '../../shared/work/deps.ts';
import { mirrorPass } from '../../shared/work/mirror-job.ts';
import { recordSpec } from '../../shared/work/record-spec.ts';
import type { BookLine } from '../../local/simulator/simulator.ts';
import { commandSpec, useRegion, type Region } from '../local/simulator/support/region.ts';
import { virtualClock, type VirtualClock } from '../local/simulator/support/virtual-clock.ts';
import { openDeps, vision, type TestDeps } from './deps.ts';
import { useStorage } from './storage.ts';

export const at = (time: string): Instant => instant(Date.parse(`2026-03-14T${time}Z`));

export type World = {
  readonly clock: VirtualClock;
  readonly region: Region;
  /** Empty storage for each test; the two workspaces stay. */
  deps: TestDeps;
  fault(side: Side, ...faults: object[]): Promise<void>;
  /** Puts a command job into a workspace, as a user would. */
  submit(name: string, changes?: JsonObject, side?: Side): Promise<void>;
  force(name: string, status: string, cause?: 'outage' | 'user' | 'job', side?: Side): Promise<void>;
  /** The job is in the ledger, with its definition. */
  recorded(name: string, side?: Side): Promise<void>;
  /** Jobs that were created in a workspace, by name, once for each creation. */
  created(side: Side, name: string): BookLine[];
  /** Requests to a job of a workspace. */
  asked(method: string, name: string): BookLine[];
};

const regions = { primary: 'eastus', secondary: 'westus2' } as const;

/** Real storage and two simulated workspaces, at 9 o'clock of a day on which only the test moves time. */
export function useWorld(): World {
  const clock = virtualClock(at('09:00:00'));
  const storage = useStorage();
  const region = useRegion({}, clock);
  const idOf = (side: Side): string => region.pair[side].id;
  const world: World = {
    clock,
    region,
    deps: {} as TestDeps,
    async fault(side, ...faults) {
      await region.control('POST', '/faults', { region: regions[side], faults });
    },
    async submit(name, changes = {}, side = 'primary') {
      const properties = { ...commandSpec(region.pair), computeId: `${idOf(side)}/computes/cpu-cluster`, ...changes };
      const answer = await region.client.put(`${idOf(side)}/jobs/${name}`, { properties });
      if (answer.status !== 201) throw new Error(`${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
    },
    async force(name, status, cause = 'job', side = 'primary') {
      const now = formatInstant(instant(clock.now()));
      await region.control('POST', '/jobs/status', { workspace: idOf(side), job: name, status, cause, at: now });
    },
    async recorded(name, side = 'primary') {
      const { deps } = world;
      await deps.ledger.observe(vision, { side, name, at: deps.clock.now(), status: 'Running' });
      const work: SpecWork = { pair: vision, job: jobKey(side, name), name };
      const result = await recordSpec(deps, work);
      if (result !== 'recorded') throw new Error(`${name}: ${result}`);
      // What the job needs is made present in the other workspace as soon as its definition is known.
      await mirrorPass(deps, { pair: vision, job: work.job });
    },
    created(side, name) {
      const { id } = region.pair[side];
      return lines().filter(
        (line) => line.kind === 'job' && line.previous === null && line.workspace === id && line.job === name,
      );
    },
    asked(method, name) {
      return lines().filter(
        (line) => line.kind === 'request' && line.method === method && line.path.includes(`/jobs/${name}?`),
      );
    },
  };
  const lines = (): BookLine[] => region.simulator.books();
  beforeEach(async () => {
    world.deps = openDeps({
      storage: storage.fresh(),
      simulator: region.simulator,
      pair: region.pair,
      clock: { now: () => instant(clock.now()) },
    });
    for (const name of [...Object.values(regions), 'global']) {
      await region.control('DELETE', `/faults/${name}`);
      await region.control('POST', '/light', { region: name });
    }
  });
  return world;
}

/** A failover of the pair that has switched and made its plan. */
export async function plannedRun({ deps }: World, ...jobs: readonly Item[]): Promise<{ ticket: RunTicket; run: Run }> {
  const now = deps.clock.now();
  const claimed = await deps.pointers.claim(vision, {
    kind: 'failover',
    mode: 'forced',
    source: 'primary',
    target: 'secondary',
    reason: { code: 'Manual', message: 'the region is down' },
    by: 'ada',
    claimedAt: now,
    victimsSince: instant(now - 1_800_000),
  });
  if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
  const { order, fence } = claimed.claim;
  await deps.pointers.switchActive(vision, order.run, fence, now);
  const times = { switchedAt: now, announcedAt: now, plannedAt: now };
  const run: Run = { pair: vision, order, fence, state: 'resubmitting', epoch: 1, ...times, counts: noCounts };
  await deps.runs.insertRun(run);
  for (const item of jobs) await deps.runs.insertItem(item);
  return { ticket: { pair: vision, run: order.run, fence }, run };
}

export async function itemOf({ deps }: World, { run }: RunTicket, name: string): Promise<Versioned<Item>> {
  const found = (await deps.runs.items(run)).find(({ row }) => row.originName === name);
  if (found === undefined) throw new Error(`no item of ${name}`);
  return found;
}

export function olderFence({ fence, ...ticket }: RunTicket): RunTicket {
  return { ...ticket, fence: (fence - 1) as Fence };
}
