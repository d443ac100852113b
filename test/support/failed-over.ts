import type { RunId, Side } from '../../shared/core/ids.ts';
import type { RunOrder } from '../../shared/core/pointer.ts';
import type { Item, Run } from '../../shared/core/run.ts';
import { instant } from '../../shared/core/time.ts';
import { settle } from '../../shared/work/settle.ts';
import type { JsonObject } from '../../shared/core/json.ts';
import { vision } from './deps.ts';
import { interpret } from './interpret.ts';
import type { World } from './world.ts';

const minute = 60_000;

/** The region goes dark, as nobody can see from outside whether its jobs run on; they do. */
export async function partition({ region }: World): Promise<void> {
  await region.control('POST', '/dark', { region: 'eastus', mode: 'reset', jobs: 'continue' });
}

/** Runs a run to its end, as the orchestration does, and lets as much time pass as it takes. */
export async function playRun(world: World, order: Partial<RunOrder> = {}): Promise<Run> {
  const { deps, clock } = world;
  const now = deps.clock.now();
  const { active } = await deps.pointers.read(vision);
  const claimed = await deps.pointers.claim(vision, {
    kind: 'failover',
    mode: 'forced',
    source: active.active,
    target: active.active === 'primary' ? 'secondary' : 'primary',
    reason: { code: 'Manual', message: 'the region does not answer' },
    by: 'ada',
    claimedAt: now,
    victimsSince: instant(now - 30 * minute),
    ...order,
  });
  if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
  const moveTo = (at: number): void => clock.advance(Math.max(0, at - clock.now()));
  const end = await interpret(deps, { moveTo }, claimed.claim);
  if (end !== 'ended') throw new Error(`the run was ${end}`);
  return runOf(world, claimed.claim.order.run);
}

/** Jobs that run for days, in the ledger with all that they need; a failover moves them while the primary is cut off. */
export async function failedOver(world: World, ...names: readonly string[]): Promise<Run> {
  for (const name of names) {
    await world.submit(name, longRunning);
    await world.recorded(name);
  }
  await partition(world);
  return playRun(world);
}

export const longRunning: JsonObject = { tags: { 'sim.runSeconds': '864000' } };

/** The primary can be reached again, and the watch has seen it answer for so long. */
export async function answersFor(world: World, minutes: number, side: Side = 'primary'): Promise<void> {
  await world.region.control('POST', '/light', { region: side === 'primary' ? 'eastus' : 'westus2' });
  await probed(world, 'alive', side);
  for (let passed = 0; passed < minutes; passed += 1) {
    world.clock.advance(minute);
    await probed(world, 'alive', side);
  }
}

export async function probed(world: World, state: 'alive' | 'unreachable', side: Side = 'primary'): Promise<void> {
  const now = world.deps.clock.now();
  await world.deps.signals.put(vision, {
    ...{ group: 'our-view', source: 'probe', subject: 'control-plane', detail: state },
    ...{ side, state, since: now, receivedAt: now },
  });
}

/** As often as the timer would, until a look finds nothing more to do. */
export async function settleAll(world: World, looks = 6): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    await settle(world.deps);
    world.clock.advance(minute);
    await probed(world, 'alive');
  }
}

export async function runOf({ deps }: World, run: RunId): Promise<Run> {
  const found = await deps.runs.getRun(run);
  if (found === undefined) throw new Error(`no run ${run}`);
  return found.row;
}

export async function itemNamed({ deps }: World, run: RunId, name: string): Promise<Item> {
  const found = (await deps.runs.items(run)).find(({ row }) => row.originName === name);
  if (found === undefined) throw new Error(`no item of ${name}`);
  return found.row;
}

/** `outcome CODE`, and what became of the origin: `settled CODE` or what is being done. */
export async function fate(world: World, run: RunId, name: string): Promise<string> {
  const { state, settlement } = await itemNamed(world, run, name);
  if (state.kind !== 'ended') return state.kind;
  const outcome = state.outcome === 'verified' ? 'verified' : `${state.outcome} ${state.reasons[0].code}`;
  if (settlement === undefined) return outcome;
  const which = settlement.kind === 'cancelling' ? ` ${settlement.which}` : '';
  return `${outcome}, ${settlement.kind}${which} ${settlement.reason.code}`;
}

/** The status that ARM shows of a job, in a look past all faults. */
export async function statusOf({ region }: World, side: Side, name: string): Promise<string> {
  type State = { workspaces: { id: string; jobs: { name: string; status: string }[] }[] };
  const state = (await region.control('GET', '/state')) as unknown as State;
  const workspace = state.workspaces.find(({ id }) => id === region.pair[side].id);
  return workspace?.jobs.find((job) => job.name === name)?.status ?? 'absent';
}

/** The name of an item's copy. */
export async function copyOf(world: World, run: RunId, name: string): Promise<string> {
  const { state } = await itemNamed(world, run, name);
  const target = 'targetName' in state ? state.targetName : undefined;
  if (target === undefined) throw new Error(`${name} has no copy`);
  return target;
}
