import type { Stage } from '../story.ts';
import { ScenarioFailure } from '../wait.ts';

/** A person starts a run over HTTP. @returns its id. */
export async function startByHand(
  { actors, region, telling }: Stage,
  body: { readonly kind: string; readonly reason: string } & Readonly<Record<string, unknown>>,
): Promise<string> {
  const answer = await actors.api('POST', `/pairs/${region.pairName}/runs`, body);
  if (answer.status !== 202)
    throw new ScenarioFailure(
      'StartRefused',
      `the start was answered with ${answer.status}: ${JSON.stringify(answer.body)}`,
    );
  const { run } = answer.body as { run: string };
  telling.step(`a person starts the ${body.kind} ${run}: ${body.reason}`);
  return run;
}
