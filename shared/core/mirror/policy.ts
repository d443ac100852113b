/** Which data of a workspace's own storage is small and dear enough to be kept in the other workspace's, too. */
export type MirrorConfig = {
  readonly maxBytesPerInput: number;
  /** Patterns over paths in a datastore: `*` within a part, `**` over parts, `?` one character. */
  readonly paths: readonly string[];
};

export function allowsPath({ paths }: MirrorConfig, path: string): boolean {
  return paths.some((pattern) => matchesPattern(pattern, path));
}

export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .split(/(\*\*\/?|\*|\?)/)
    .map((piece) => wildcards[piece] ?? piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
    .join('');
  return new RegExp(`^${source}$`, 's').test(text);
}

const wildcards: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
