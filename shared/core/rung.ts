import type { Assessment } from './assess.ts';
import type { DecideInput, Decision, DecisionCode } from './decision.ts';
import { otherSide } from './ids.ts';
import type { ProposalEffect } from './proposal.ts';
import type { WorkspaceConfig } from './config.ts';

/** What a rung looks at. */
export type Case = {
  readonly input: DecideInput;
  readonly seen: Assessment;
  /** The active workspace, and the one that the jobs would go to. */
  readonly here: WorkspaceConfig;
  readonly standby: WorkspaceConfig;
};

/** One step of the ladder: it holds when it has something to say, and then it decides. */
export type Rung = {
  readonly code: DecisionCode;
  readonly decision: Decision['decision'];
  readonly effect: ProposalEffect;
  readonly says: (judged: Case) => string | undefined;
};

export function caseOf(input: DecideInput, seen: Assessment): Case {
  const { workspaces } = input.pair;
  return { input, seen, here: workspaces[input.active], standby: workspaces[otherSide(input.active)] };
}

/** A length of time for people. */
export function span(length: number): string {
  if (length < 60_000) return `${Math.ceil(length / 1_000)} s`;
  return length < 7_200_000 ? `${Math.ceil(length / 60_000)} min` : `${Math.ceil(length / 3_600_000)} h`;
}
