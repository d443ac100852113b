import type { Tally } from './books-check.ts';
import type { Side } from './expectation.ts';
import type { Found } from './observe.ts';
import type { ItemBody, RunBody, ScenarioResult } from './result.ts';
import type { RunsCheck } from './runs-check.ts';
import type { Played } from './story.ts';

/** Everything that is known when the story is over. */
export type Facts = {
  readonly scenario: string;
  readonly seed: number;
  readonly jobs: number;
  readonly activeBefore: Side;
  readonly found: Found;
  readonly books: Tally;
  readonly runs: RunsCheck;
  /** The run whose items are shown, and its items. */
  readonly run: RunBody | undefined;
  readonly items: readonly ItemBody[];
  readonly played: Played;
  /** Seconds from the first process to the end of the story. */
  readonly total: number;
};

/** The figures that `demo --json` prints, still without a verdict. */
export function outcomeOf(facts: Facts): ScenarioResult {
  const { found, books, run, items, played } = facts;
  const { failures: _failures, ...proofs } = played;
  const count = (outcome: string): number => items.filter((item) => item.outcome === outcome).length;
  const acted = found.decisions.find(({ decision }) => decision === 'fail-over');
  return {
    scenario: facts.scenario,
    seed: facts.seed,
    jobs: facts.jobs,
    inFlight: books.inFlight.length,
    items: {
      verified: count('verified'),
      skipped: count('skipped'),
      blocked: count('blocked'),
      failed: count('failed'),
      superseded: count('superseded'),
    },
    lost: books.lost.length,
    duplicated: books.duplicated.length,
    falseFailovers: facts.runs.falseFailovers.length,
    decisions: found.decisions.map(({ decision, reason }) => ({ decision, reason: reason.code })),
    activeBefore: facts.activeBefore,
    activeAfter: found.pair.active,
    epoch: found.pair.epoch,
    seconds: {
      evidenceToDecision: secondsBetween(acted?.evidenceSince, acted?.at),
      decisionToSwitch: secondsBetween(acted?.at ?? run?.startedAt, run?.switchedAt),
      switchToLastJob: secondsBetween(run?.switchedAt, books.lastCopyOf.get(run?.run ?? '')),
      total: Math.round(facts.total * 100) / 100,
    },
    ...proofs,
    failures: [],
  };
}

function secondsBetween(from: string | null | undefined, to: string | null | undefined): number | null {
  if (from === null || from === undefined || to === null || to === undefined) return null;
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 10) / 100);
}
