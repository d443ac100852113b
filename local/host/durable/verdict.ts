import type { Replay } from './shadow.ts';

/** What the orchestrator's answer means for its instance. */
export type Verdict =
  | { readonly kind: 'failed'; readonly error: string }
  | {
      readonly kind: 'replayed';
      readonly replay: Replay;
      readonly custom: string | undefined;
      /** Set when the orchestrator has ended: JSON text of its output, or its error. */
      readonly end: { readonly output: string } | { readonly error: string } | undefined;
    };
