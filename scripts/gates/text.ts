import { globSync } from 'node:fs';
import type { GateResult, Problem } from './gate.ts';
import { lineAt, listSources, readSource } from './sources.ts';

export const MAX_LINES = 300;

/** What a linter does not see, or cannot say: a pattern that must not stand in the text of some files. */
type TextRule = {
  readonly name: string;
  readonly applies: (file: string) => boolean;
  readonly pattern: RegExp;
  readonly message: string;
};

const TEXT_RULES: readonly TextRule[] = [
  {
    name: 'text/no-local-words',
    // Endpoint defaults are the configuration's business; everything else must not know where it runs.
    applies: (file) => /^(?:functions|shared)\//.test(file) && !/^shared\/config(?:\.ts|\/)/.test(file),
    pattern: /localhost|127\.0\.0\.1|azurite|devstoreaccount|simulator/i,
    message:
      'the product differs from Azure only by the endpoints in its settings, so it has no word for the local region',
  },
  {
    name: 'text/no-clock',
    // `Date.now` is the linter's; it has no word for a constructor without arguments.
    applies: (file) => file.startsWith('shared/core/') || file.startsWith('functions/orchestrations/'),
    pattern: /\bnew Date\b(?!\s*\(\s*[^\s)])|(?<!new )\bDate\(/,
    message: '`new Date()` reads the clock: take `now` as an argument',
  },
];

/** Rules about the text of files, and the length of each: 300 lines, or a decision record that names the file. */
export function checkText(root: string): GateResult {
  const files = listSources(root);
  const texts = files.map((file) => ({ file, text: readSource(root, file) }));
  const lengths = texts.map(({ file, text }) => ({ file, lines: text.trimEnd().split('\n').length }));
  const records = globSync('docs/decisions/*.md', { cwd: root }).map((file) => readSource(root, file));
  return {
    gate: 'text',
    files: files.length,
    problems: [...texts.flatMap(({ file, text }) => findMentions(file, text)), ...findLongFiles(lengths, records)],
    note: `median ${median(lengths.map(({ lines }) => lines))} lines a file`,
  };
}

function findMentions(file: string, text: string): Problem[] {
  return TEXT_RULES.filter((rule) => rule.applies(file)).flatMap((rule) =>
    [...text.matchAll(new RegExp(rule.pattern, `${rule.pattern.flags}g`))].map((match) => ({
      rule: rule.name,
      file,
      line: lineAt(text, match.index),
      message: `"${match[0]}": ${rule.message}`,
    })),
  );
}

function findLongFiles(lengths: readonly { file: string; lines: number }[], records: readonly string[]): Problem[] {
  return lengths
    .filter(({ file, lines }) => lines > MAX_LINES && !records.some((record) => record.includes(`\`${file}\``)))
    .map(({ file, lines }) => ({
      rule: 'text/max-lines',
      file,
      message: `${lines} lines, at most ${MAX_LINES}: split it, or write a decision record that names \`${file}\``,
    }));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
