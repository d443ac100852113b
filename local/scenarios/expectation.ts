export type Side = 'primary' | 'secondary';

/** A decision of the watch, by its reason code. */
export type Decided = { readonly decision: 'hold' | 'ask' | 'fail-over'; readonly reason: string };

/** Who set a run in motion: automation by itself, automation with a person's word, or a person. */
export type Starter = 'automation' | 'approval' | 'person';

export type ExpectedRun = {
  readonly kind: 'failover' | 'failback' | 'evacuate' | 'drill';
  readonly starter: Starter;
  readonly source: Side;
};

/** What a story must come to. */
export type Expectation = {
  /** The decisions that matter, in this order; others may stand between them. */
  readonly decided: readonly Decided[];
} & (
  | /** One run moves every job that was in flight to the secondary. */ {
      readonly kind: 'failover';
      readonly starter: Starter;
    }
  | /** Nobody starts a run, and every job stays where it is. */ { readonly kind: 'no-run' }
  | {
      readonly kind: 'runs';
      /** In the order in which they begin. */
      readonly runs: readonly ExpectedRun[];
      /** Which of them, from 0, moves the jobs that were in flight; none where they stay where they are. */
      readonly accounts?: number;
      readonly activeAfter: Side;
      readonly epoch: number;
    }
);

/** The same for every kind. */
export type Terms = {
  readonly decided: readonly Decided[];
  readonly runs: readonly ExpectedRun[];
  readonly accounts?: number;
  readonly activeAfter: Side;
  readonly epoch: number;
};

export function termsOf(expected: Expectation): Terms {
  const { decided } = expected;
  switch (expected.kind) {
    case 'failover': {
      const run: ExpectedRun = { kind: 'failover', starter: expected.starter, source: 'primary' };
      return { decided, runs: [run], accounts: 0, activeAfter: 'secondary', epoch: 1 };
    }
    case 'no-run':
      return { decided, runs: [], activeAfter: 'primary', epoch: 0 };
    case 'runs':
      return expected;
  }
}
