import type { Side } from './expectation.ts';
import type { DecisionBody, ItemBody, RunBody } from './result.ts';
import type { Stage } from './story.ts';

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

export async function itemsOf({ get }: Pick<Stage, 'get'>, run: RunBody | undefined): Promise<readonly ItemBody[]> {
  return run === undefined ? [] : (await get<{ value: ItemBody[] }>(`/runs/${run.run}/items?top=1000`)).value;
}
