export type Failure = { readonly code: string; readonly message: string };

/** What only some stories have to show, each under a key of its own. */
export type Proofs = {
  requests?: { asked: number; created: number; poisoned: number };
  crash?: { kills: number; submittedAtKill: number };
  /** Jobs that a drill judged, and canaries that it ran, by the books. */
  drill?: { passed: boolean; judged: number; canaries: number };
  /** Of a planned move: jobs that were alive at an instant at which their copy was alive as well. */
  together?: number;
  /** What became of the proposal, and who had the last word on it. */
  proposal?: { state: string; reason: string; by: string | null };
  /** What became of the originals of the run, by code. */
  origins?: Readonly<Record<string, number>>;
};

/** What `demo --json` prints. */
export type ScenarioResult = {
  scenario: string;
  seed: number;
  jobs: number;
  inFlight: number;
  items: { verified: number; skipped: number; blocked: number; failed: number; superseded: number };
  lost: number;
  duplicated: number;
  falseFailovers: number;
  decisions: { decision: string; reason: string }[];
  activeBefore: 'primary' | 'secondary';
  activeAfter: 'primary' | 'secondary';
  epoch: number;
  /** Decimals; null where they do not apply. */
  seconds: {
    evidenceToDecision: number | null;
    decisionToSwitch: number | null;
    switchToLastJob: number | null;
    total: number;
  };
  failures: Failure[];
} & Proofs;

export type RunBody = {
  readonly run: string;
  readonly kind: string;
  readonly state: string;
  readonly epoch: number | null;
  readonly source: string;
  readonly target: string;
  readonly fence: number;
  readonly by: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly startedAt: string;
  readonly switchedAt: string | null;
  readonly endedAt: string | null;
  readonly reason: { readonly code: string };
};

export type ItemBody = {
  readonly job: string;
  readonly originId: string;
  readonly jobType: string | null;
  readonly state: string;
  readonly outcome: string | null;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly targetName: string | null;
  readonly victim: boolean;
  readonly late: boolean;
  readonly settlement: { readonly state: string; readonly reason: { readonly code: string } } | null;
};

export type DecisionBody = {
  readonly decision: string;
  readonly reason: { readonly code: string; readonly message: string };
  readonly at: string;
  readonly evidenceSince: string | null;
};
