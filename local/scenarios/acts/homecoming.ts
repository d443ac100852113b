import type { Failure, ItemBody } from '../result.ts';
import type { Stage } from '../story.ts';
import { ScenarioFailure, until } from '../wait.ts';

type Asked = {
  readonly status: number;
  readonly code?: string;
  readonly reasons: readonly string[];
  readonly run?: string;
};

/** A person asks for a failback. */
export async function askForFailback({ actors, region }: Stage, body: object = {}): Promise<Asked> {
  const answer = await actors.api('POST', `/pairs/${region.pairName}/runs`, {
    kind: 'failback',
    reason: 'the primary is back',
    ...body,
  });
  const told = answer.body as { code?: string; run?: string; reasons?: { code: string }[] };
  return {
    status: answer.status,
    reasons: (told.reasons ?? []).map(({ code }) => code),
    ...(told.code === undefined ? {} : { code: told.code }),
    ...(told.run === undefined ? {} : { run: told.run }),
  };
}

/** A person asks until nothing stands in the way any more, but for what passes by itself. @returns the run's id. */
export async function failBack(stage: Stage, body: object = {}): Promise<string> {
  let told = '';
  const run = await until(
    'the failback to be taken',
    async () => {
      const { status, code, reasons, run: id } = await askForFailback(stage, body);
      if (status === 202) return id;
      if (code !== 'PreconditionFailed')
        throw new ScenarioFailure('StartRefused', `the failback was answered with ${status} ${code}`);
      if (reasons.join() !== told)
        stage.telling.step(`a person asks for a failback, and is told: ${reasons.join(', ')}`);
      told = reasons.join();
      return undefined;
    },
    120,
  );
  stage.telling.step(`a person starts the failback ${run}${'keep' in body ? ', which keeps the originals' : ''}`);
  return run;
}

/** Waits until the ledger has all copies of a run, and knows what would become of each of them. */
export async function copiesKnown(stage: Stage, items: readonly ItemBody[]): Promise<void> {
  type Row = { name: string; disposition: { kind: string } | null };
  const wanted = new Set(items.flatMap(({ targetName }) => (targetName === null ? [] : [targetName.toLowerCase()])));
  await until(
    `${wanted.size} copies in the ledger, with all that they need`,
    async () => {
      const { value } = await stage.get<{ value: Row[] }>('/jobs?state=live&side=secondary&top=1000');
      const known = value.filter(
        ({ name, disposition }) => wanted.has(name.toLowerCase()) && disposition?.kind === 'ready',
      );
      return known.length === wanted.size ? true : undefined;
    },
    120,
  );
  stage.telling.step(`${wanted.size} copies are in the ledger, and what they need is in the primary`);
}

/** Every item of the run has that outcome. */
export function outcomeFailures(items: readonly ItemBody[], wanted: string): readonly Failure[] {
  return items
    .filter(({ outcome }) => outcome !== wanted)
    .map(({ job, outcome, reasons }) => ({
      code: 'UnexpectedOutcome',
      message: `${job} is ${outcome} (${reasons.map(({ code }) => code).join(', ')}), and must be ${wanted}`,
    }));
}
