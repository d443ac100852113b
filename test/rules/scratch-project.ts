import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const VIOLATIONS = join(ROOT, 'test/rules/violations');

/**
 * Small projects in a temporary folder, under the very configuration of this one. A violation is judged there as if it
 * stood in the project, since rules go by the place of a file.
 */
export function scratchProjects() {
  const made: string[] = [];

  function empty(): string {
    const root = mkdtempSync(join(tmpdir(), 'rules-'));
    made.push(root);
    for (const file of ['.oxlintrc.json', '.oxfmtrc.json', 'tsconfig.json']) cpSync(join(ROOT, file), join(root, file));
    writeFileSync(join(root, 'package.json'), '{\n  "type": "module"\n}\n');
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
    return root;
  }

  return {
    empty,
    fromFixture: (fixture: string): string => {
      const root = empty();
      cpSync(join(VIOLATIONS, fixture), root, { recursive: true });
      return root;
    },
    with: (files: Readonly<Record<string, string>>): string => {
      const root = empty();
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), text);
      }
      return root;
    },
    removeAll: (): void => {
      for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
    },
  };
}
