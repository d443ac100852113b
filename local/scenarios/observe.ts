import type { Side } from './expectation.ts';
import type { DecisionBody, ItemBody, RunBody } from './result.ts';
import type { Stage } from './story.ts';
import { ScenarioFailure, until } from './wait.ts';

/** What the app says of the pair when the story is over. Runs and decisions oldest first. */
export type Found = {
  readonly pair: { readonly active: Side; readonly epoch: number };
  readonly runs: readonly RunBody[];
  readonly decisions: readonly DecisionBody[];
};

export async function observe({ get }: Pick<Stage, 'get'>): Promise<Found> {
  const [pair, runs, decisions] = await Promise.all([
    get<Found['pair']>(''),
    get<{ value: RunBody[] }>('/runs'),
    get<{ value: DecisionBody[] }>('/decisions?top=1000'),
  ]);
  return { pair, runs: runs.value.toReversed(), decisions: decisions.value.toReversed() };
}

/** What somebody started is seen to its end, wanted or not: a story that failed may leave in the middle of it. */
export async function runsHaveEnded({ get }: Pick<Stage, 'get'>): Promise<void> {
  try {
    await until('the end of every run', async () => {
      const { value } = await get<{ value: RunBody[] }>('/runs');
      return value.every(({ state }) => state === 'ended') ? true : undefined;
    });
  } catch (error) {
    // One that does not end is judged as it is: its items do not add up.
    if (!(error instanceof ScenarioFailure)) throw error;
  }
}

export async function itemsOf({ get }: Pick<Stage, 'get'>, run: RunBody | undefined): Promise<readonly ItemBody[]> {
  return run === undefined ? [] : (await get<{ value: ItemBody[] }>(`/runs/${run.run}/items?top=1000`)).value;
}
