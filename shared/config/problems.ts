import type { z } from 'zod';

/** One thing that is wrong in the configuration, with all that a person needs to mend it. */
export type ConfigProblem = {
  /** The file, or `environment`. */
  readonly source: string;
  readonly line?: number;
  /** `pairs[0].primary.workspaceId`, or the name of a setting. */
  readonly path: string;
  /** What stands there, as JSON, shortened; absent where nothing does, or where it may be secret. */
  readonly value?: string;
  /** The rest of the sentence that begins with the value: `is missing`. */
  readonly wrong: string;
  readonly allowed: string;
};

/** A problem found in the document's values, before anybody knows on which line it stands. */
export type Finding = Pick<ConfigProblem, 'wrong' | 'allowed'> & { readonly at: Path };
export type Path = readonly (string | number)[];

/** `failover.yaml:12 pairs[0].name: "Vision" is not allowed; allowed: …` */
export function formatProblem(problem: ConfigProblem): string {
  const place = problem.line === undefined ? problem.source : `${problem.source}:${problem.line}`;
  const path = problem.path === '' ? '' : ` ${problem.path}`;
  const value = problem.value === undefined ? '' : ` ${problem.value}`;
  return `${place}${path}:${value} ${problem.wrong}; allowed: ${problem.allowed}`;
}

export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (!/^[A-Za-z_][\w-]*$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

const longestValue = 120;

/** The value as it is shown. What environment variables are set to may be secret, so it is not. */
export function showValue(path: Path, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (path.includes('environmentVariables')) return '(masked)';
  // YAML knows values that JSON has no text for, such as .nan; they show as null.
  const json = JSON.stringify(value) ?? 'null';
  return json.length > longestValue ? `${json.slice(0, longestValue)}…` : json;
}

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    root,
  );
}

/** What zod found. The schema writes only what is allowed; the rest of the sentence is the same everywhere. */
export function findingsOf(issues: readonly z.core.$ZodIssue[], root: unknown): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    const at = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        at: [...at, key],
        wrong: unknownKey(key, issue.message.split(', ')),
        allowed: issue.message,
      }));
    }
    const wrong = valueAt(root, at) === undefined ? 'is missing' : 'is not allowed';
    return [{ at, wrong, allowed: issue.message }];
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const close = known.find((name) => distance(name.toLowerCase(), key.toLowerCase()) <= 2);
  return close === undefined
    ? 'stands under a key that is unknown here'
    : `stands under a key that is unknown here (did you mean ${close}?)`;
}

/** Levenshtein's distance: how many letters were added, left out or changed. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of one.split('').entries()) {
    const next = [index + 1];
    for (const [column, otherLetter] of other.split('').entries()) {
      const substituted = (row[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(substituted, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
