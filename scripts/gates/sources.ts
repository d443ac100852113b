import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folders that hold TypeScript of ours; every gate must see all of it. */
export const SOURCE_FOLDERS = ['functions', 'shared', 'local', 'web', 'test', 'scripts', 'bench'] as const;

/** Files that break a rule on purpose, to prove that it bites. */
export const VIOLATIONS = 'test/rules/violations';

/** Every TypeScript file of the project, relative to its root, with forward slashes. */
export function listSources(root: string): string[] {
  const found = globSync([...SOURCE_FOLDERS.map((folder) => `${folder}/**/*.ts`), '*.ts'], { cwd: root });
  return found
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.startsWith(`${VIOLATIONS}/`) && !file.includes('node_modules/'))
    .toSorted();
}

export function readSource(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Line of the text (from 1) in which the offset lies. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
