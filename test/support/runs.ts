import { onTestFinished } from 'vitest';
import type { RunId } from '../../shared/core/ids.ts';
import type { Claim } from '../../shared/core/pointer.ts';
import type { RunStep } from '../../shared/core/run-step.ts';
import type { Item, ItemState } from '../../shared/core/run.ts';
import { startRun } from '../../shared/work/start-run.ts';
import type { StartRequest } from '../../shared/work/start-run.ts';
import type { BookLine } from '../../local/simulator/simulator.ts';
import { recordedOrchestrations, vision } from './deps.ts';
import { probed } from './failed-over.ts';
import { interpret } from './interpret.ts';
import type { World } from './world.ts';

export type Wish = Partial<StartRequest> & Pick<StartRequest, 'kind'>;

/** A person starts a run, and nothing stands in its way. */
export async function started(world: World, wish: Wish): Promise<Claim> {
  const reason = { code: 'Manual', message: 'a test wants it' };
  const result = await startRun(world.deps, recordedOrchestrations(), { pair: vision, reason, by: 'ada', ...wish });
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  return result.claim;
}

/** Carries the run out to its end, or until `onStep` says stop, while virtual time passes. */
export function carriedOut(
  world: World,
  claim: Claim,
  onStep?: (step: RunStep) => Promise<'stop' | void> | 'stop' | void,
): Promise<'ended' | 'fenced' | 'left'> {
  const moveTo = (at: number): void => world.clock.advance(Math.max(0, at - world.clock.now()));
  return interpret(world.deps, { moveTo, ...(onStep === undefined ? {} : { onStep }) }, claim);
}

/** A run from its start to its end. @returns its id. */
export async function runOf(world: World, wish: Wish): Promise<RunId> {
  const claim = await started(world, wish);
  const end = await carriedOut(world, claim);
  if (end !== 'ended') throw new Error(end);
  return claim.order.run;
}

/** A failback that nothing stands in the way of: the primary answers, and all that ran there is settled. */
export async function homeAgain(world: World, wish: Partial<Wish> = {}): Promise<RunId> {
  const { deps } = world;
  for (const { order } of await deps.runs.listRuns(vision)) {
    const found = await deps.runs.getRun(order.run);
    if (found !== undefined) await deps.runs.updateRun({ ...found.row, settledAt: deps.clock.now() }, found.etag);
  }
  await probed(world, 'alive');
  return runOf(world, { kind: 'failback', force: ['coolDown'], ...wish });
}

export async function itemsOf({ deps }: World, run: RunId): Promise<readonly Item[]> {
  return (await deps.runs.items(run)).map(({ row }) => row);
}

/** What became of each job of a run: its state, or outcome with the codes of its reasons. */
export async function outcomes(world: World, run: RunId): Promise<Record<string, string>> {
  const items = await itemsOf(world, run);
  return Object.fromEntries(items.map(({ originName, state }) => [originName, said(state)]));
}

export function said(state: ItemState): string {
  if (state.kind !== 'ended') return state.kind;
  return state.outcome === 'verified'
    ? state.outcome
    : `${state.outcome} ${state.reasons.map(({ code }) => code).join()}`;
}

/** What the books of the simulator say from now on. */
export function booksFromHere({ region }: World): () => BookLine[] {
  const before = region.simulator.books().length;
  return () => region.simulator.books().slice(before);
}

/** Names of the jobs that ARM was asked to end, in the order in which it was asked. */
export function cancelled(lines: readonly BookLine[]): string[] {
  return lines.flatMap((line) => {
    const [, name] = line.kind === 'request' ? (/\/jobs\/([^/?]+)\/cancel\?/.exec(line.path) ?? []) : [];
    return name === undefined ? [] : [name];
  });
}

/** Lets a test change how the app is configured, and nobody after it. */
export function configured(world: World, changes: Partial<World['deps']['config']['run']>): void {
  const { deps } = world;
  const before = deps.config;
  Object.assign(deps, { config: { ...before, run: { ...before.run, ...changes } } });
  onTestFinished(() => void Object.assign(deps, { config: before }));
}
