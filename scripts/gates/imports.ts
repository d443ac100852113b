import { build } from 'esbuild';
import { join, posix, relative } from 'node:path';
import type { GateResult, Problem } from './gate.ts';
import { lineAt, listSources, readSource } from './sources.ts';
import type { Zone } from './zones.ts';
import { ZONES } from './zones.ts';

/** Holds the imports of every source file against the table of zones. */
export async function checkImports(root: string): Promise<GateResult> {
  const files = listSources(root);
  const values = await valueImports(root, files);
  const problems = files.flatMap((file) => checkFile(file, readSource(root, file), values.get(file) ?? new Set()));
  return { gate: 'imports', files: files.length, problems };
}

function checkFile(file: string, text: string, values: ReadonlySet<string>): Problem[] {
  const zone = ZONES.find((candidate) => candidate.files.some((path) => covers(path, file)));
  if (zone === undefined) {
    return [{ rule: 'imports/no-zone', file, message: 'no zone covers this file: add it to scripts/gates/zones.ts' }];
  }
  return [...new Set([...values, ...typeImports(text)])]
    .map((specifier) => ({ specifier, target: targetOf(file, specifier), byValue: values.has(specifier) }))
    .filter(({ target, byValue }) => !allowed(zone, target, byValue))
    .map(({ specifier, target, byValue }) => ({
      rule: `imports/${zone.name}`,
      file,
      line: lineAt(text, Math.max(text.indexOf(`'${specifier}'`), text.indexOf(`"${specifier}"`), 0)),
      message: `may not import ${byValue ? '' : 'even types of '}${target}: ${zone.because}`,
    }));
}

function allowed(zone: Zone, target: string, byValue: boolean): boolean {
  const list = byValue ? zone.may : [...zone.may, ...(zone.typesOf ?? [])];
  if (list.some((entry) => entry.startsWith('!') && covers(entry.slice(1), target))) return false;
  return list.some((entry) => covers(entry, target));
}

/** `zod` covers `zod/v4`, `@azure/*` covers `@azure/identity`, `node:*` every module of Node's, a folder what is in it. */
function covers(entry: string, target: string): boolean {
  if (entry.endsWith('*')) return target.startsWith(entry.slice(0, -1));
  return target === entry || target.startsWith(`${entry}/`);
}

function targetOf(file: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), specifier)) : specifier;
}

/**
 * What is imported at run time, as esbuild's parser sees it: nothing can hide from it in odd formatting. Each import is
 * recorded and left external, so that no file but the listed ones is ever opened.
 */
async function valueImports(root: string, files: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  if (files.length === 0) return found;
  await build({
    entryPoints: files.map((file) => join(root, file)),
    bundle: true,
    write: false,
    outdir: join(root, 'unwritten'),
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    // Without it esbuild drops the imports that it takes for types.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [
      {
        name: 'record-imports',
        setup: (hooks) => {
          hooks.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
            if (kind === 'entry-point') return undefined;
            const file = relative(root, importer).replaceAll('\\', '/');
            found.set(file, (found.get(file) ?? new Set()).add(path));
            return { path, external: true };
          });
        },
      },
    ],
  });
  return found;
}

/**
 * Every specifier that stands in an import or export statement, types included, which esbuild erases. The statements are
 * found by their text; what this could miss are types only, since values come from the parser above.
 */
function typeImports(text: string): string[] {
  const statement = /^[ \t]*(?:import|export)\b[^'";]*?\bfrom\s*(['"])([^'"\n]+)\1/gm;
  const inline = /\bimport\s*\(\s*(['"])([^'"\n]+)\1/g;
  return [...text.matchAll(statement), ...text.matchAll(inline)].map((match) => match[2] ?? '');
}
