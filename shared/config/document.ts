import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { Path } from './problems.ts';

/** A YAML text that was read: its plain values, and the line on which the value at a path stands. */
export type ConfigDocument = {
  readonly value: unknown;
  readonly lineOf: (path: Path) => number | undefined;
};

/** Without a line where the parser does not say one. */
export type SyntaxProblem = { readonly line?: number; readonly message: string };

/** Reads YAML; every syntax error is reported, not only the first. */
export function readDocument(
  text: string,
):
  | { readonly kind: 'read'; readonly document: ConfigDocument }
  | { readonly kind: 'unreadable'; readonly problems: readonly SyntaxProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // A warning (an unknown tag, say) means a value that may not be what its writer thinks it is.
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    message: error.message.replaceAll(/\s+/g, ' '),
  }));
  if (problems.length > 0) return { kind: 'unreadable', problems };
  try {
    const value: unknown = document.toJS();
    return {
      kind: 'read',
      document: { value, lineOf: (path) => lineOf(document, lines, path) },
    };
  } catch (error) {
    // Aliases that name no anchor, or grow without bound, are found only when the values are built.
    return { kind: 'unreadable', problems: [{ message: error instanceof Error ? error.message : String(error) }] };
  }
}

/** The line of the innermost part of the path that exists: a missing key is shown where it is missing. */
function lineOf(document: Document, lines: LineCounter, path: Path): number | undefined {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0];
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (pair === undefined) break;
      offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = rangeStart(node) ?? offset;
    } else break;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

function rangeStart(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined;
}
