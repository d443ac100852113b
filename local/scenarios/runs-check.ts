import type { Tally } from './books-check.ts';
import type { ExpectedRun, Starter, Terms } from './expectation.ts';
import type { RunBody } from './result.ts';

export type RunsCheck = {
  /** The run of each expected one, in that order; undefined where it never came. */
  readonly expected: readonly (RunBody | undefined)[];
  readonly unexpected: readonly RunBody[];
  /** Ids of the runs that automation started and nobody expects, by the app's word or by the books'. */
  readonly falseFailovers: readonly string[];
};

export function starterOf({ by, reason }: RunBody): Starter {
  // Automation carries out what a person has approved, and the reason says so.
  if (reason.code === 'Approved') return 'approval';
  return by === 'automation' ? 'automation' : 'person';
}

/** Tells the runs that a story expects from those that it does not. Runs are given oldest first. */
export function checkRuns(runs: readonly RunBody[], terms: Terms, books: Tally): RunsCheck {
  const rest = [...runs];
  const expected = terms.runs.map((wanted) => {
    const place = rest.findIndex((run) => isLike(run, wanted));
    return place < 0 ? undefined : rest.splice(place, 1)[0];
  });
  const known = new Set(runs.map(({ run }) => run));
  // A copy of a run that the app does not tell of, or of one that it says a person started where there was no person.
  const hidden = [...books.lastCopyOf.keys()].filter((run) => !known.has(run));
  const byAutomation = rest.filter((run) => starterOf(run) !== 'person').map(({ run }) => run);
  return { expected, unexpected: rest, falseFailovers: [...new Set([...byAutomation, ...hidden])] };
}

function isLike(run: RunBody, { kind, starter, source }: ExpectedRun): boolean {
  return run.kind === kind && starterOf(run) === starter && run.source === source;
}
