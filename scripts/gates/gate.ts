/** What a gate saw and what it found. */
export type GateResult = {
  readonly gate: string;
  readonly files: number;
  readonly problems: readonly Problem[];
  readonly note?: string;
};

export type Problem = {
  readonly rule: string;
  readonly file: string;
  readonly line?: number;
  readonly message: string;
};

/**
 * A gate that looked at fewer files than the project has of TypeScript has proven nothing, however little it found: tools
 * have been seen to exit with 0 having looked at nothing.
 */
export function passed(result: GateResult, sources: number): boolean {
  return sources > 0 && result.files >= sources && result.problems.length === 0;
}

export function describe(problem: Problem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  return `${place}  ${problem.rule}: ${problem.message}`;
}
