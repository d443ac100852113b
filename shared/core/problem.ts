import type { z } from 'zod';
import type { RunId } from './ids.ts';
import type { Reason } from './reason.ts';

/** What can be wrong with a call, each with its HTTP status and a title that is the same in every occurrence. */
const problems = {
  InvalidBody: { status: 400, title: 'The body of the request is not what this route takes.' },
  InvalidQuery: { status: 400, title: 'The query of the request is not what this route takes.' },
  PairNotFound: { status: 404, title: 'There is no such pair.' },
  JobNotFound: { status: 404, title: 'There is no such job in the ledger.' },
  SpecNotRecorded: { status: 404, title: 'The definition of the job is not recorded.' },
  NotLookedAt: { status: 404, title: 'Nobody has looked at that yet.' },
  ProposalNotFound: { status: 404, title: 'There is no such proposal.' },
  RunNotFound: { status: 404, title: 'There is no such run.' },
  RunInProgress: { status: 409, title: 'A run of the pair is in progress.' },
  PreconditionFailed: { status: 409, title: 'Something stands in the way of the run.' },
  NothingToFailBack: { status: 409, title: 'The primary workspace is active already.' },
  NothingToRetry: { status: 409, title: 'No item of the run can be tried again.' },
  RunEnded: { status: 409, title: 'The run has ended.' },
  IdempotencyKeyReused: { status: 409, title: 'The idempotency key was used for another request.' },
  ProposalClosed: { status: 409, title: 'The proposal has been answered, or nothing can come of it any more.' },
  Unavailable: { status: 503, title: 'What this route needs cannot be reached at the moment.' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

export type ProblemCode = keyof typeof problems;
type CodeOf<Status extends number> = {
  [Code in ProblemCode]: (typeof problems)[Code]['status'] extends Status ? Code : never;
}[ProblemCode];

/** One mistake in what was sent; `pointer` is a JSON pointer (RFC 6901) into it, empty for the whole. */
export type FieldProblem = { readonly pointer: string; readonly detail: string };

/** The body of every answer that is an error (RFC 9457). `code` never changes its meaning; callers may branch on it. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly errors?: readonly FieldProblem[];
  /** The run that stands in the way. */
  readonly run?: RunId;
  readonly proposal?: string;
  /** Everything that stands in the way, where it is no run. */
  readonly reasons?: readonly Reason[];
};

export const problemContentType = 'application/problem+json';

export function notFound(code: CodeOf<404>, detail: string): Problem {
  return problem(code, detail);
}

/** Everything that is wrong with the request at once. */
export function invalid(code: CodeOf<400>, errors: readonly FieldProblem[]): Problem {
  return { ...problem(code, errors.map(formatFieldProblem).join(' ')), errors };
}

export function conflict(code: CodeOf<409>, detail: string, run?: RunId): Problem {
  return { ...problem(code, detail), ...(run === undefined ? {} : { run }) };
}

/** Everything that stands in the way at once. */
export function preconditionFailed(reasons: readonly Reason[]): Problem {
  const detail = reasons.map(({ code, message }) => `${code}: ${message}.`).join(' ');
  return { ...problem('PreconditionFailed', detail), reasons };
}

/** The proposal takes no answer any more: `detail` says what it has become, with who and when. */
export function proposalClosed(detail: string, proposal: string, run?: RunId): Problem {
  return { ...problem('ProposalClosed', detail), proposal, ...(run === undefined ? {} : { run }) };
}

export function unavailable(detail: string): Problem {
  return problem('Unavailable', detail);
}

/** What a schema found wrong. The schema's own error texts are shown as they are, so they say what is allowed. */
export function fieldProblems(error: z.ZodError): readonly FieldProblem[] {
  return error.issues.flatMap((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    return keys.map((key) => ({
      pointer: pointerOf(key === undefined ? issue.path : [...issue.path, key]),
      detail: issue.message,
    }));
  });
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** `/kind: must be failover.` */
export function formatFieldProblem({ pointer, detail }: FieldProblem): string {
  return pointer === '' ? detail : `${pointer}: ${detail}`;
}

function problem(code: ProblemCode, detail: string): Problem {
  return { type: `urn:azureml-failover:problem:${code}`, ...problems[code], detail, code };
}
