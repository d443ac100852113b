import { createPlainTelling, createLiveTelling, silent } from './output/telling.ts';
import { printReport } from './output/report.ts';
import { play } from './scenarios/play.ts';
import type { Scenario } from './scenarios/story.ts';

export type DemoOptions = {
  readonly jobs: number;
  readonly seed: number;
  readonly scenario: Scenario;
  readonly json?: true;
  readonly books?: string;
};

/** Plays the scenario, prints what came of it, and says by the exit status whether every job is accounted for. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const telling = options.json === true ? silent : process.stdout.isTTY ? createLiveTelling() : createPlainTelling();
  const ending = await play({
    scenario: options.scenario,
    seed: options.seed,
    jobs: options.jobs,
    telling,
    ...(options.books === undefined ? {} : { booksFile: options.books }),
  });
  if (options.json === true) process.stdout.write(`${JSON.stringify(ending.result)}\n`);
  else printReport(ending);
  return ending.result.failures.length === 0 ? 0 : 1;
}
