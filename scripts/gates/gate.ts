/** What a gate saw and what it found. A gate that looked at no file has proven nothing, so it counts as failed. */
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

export function passed(result: GateResult): boolean {
  return result.files > 0 && result.problems.length === 0;
}

export function describe(problem: Problem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  return `${place}  ${problem.rule}: ${problem.message}`;
}
