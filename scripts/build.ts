import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles `functions/app.ts` into `dist/app.js`, the file that `main` of package.json names and a functions host loads.
 * Everything is inlined but `@azure/functions-core`, which the host itself provides. Tests replace modules by `plugins`.
 * @throws esbuild's `BuildFailure` when the sources do not compile.
 */
export async function buildApp(outfile = `${root}dist/app.js`, plugins: Plugin[] = []): Promise<void> {
  await build({
    entryPoints: [`${root}functions/app.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: ['@azure/functions-core'],
    sourcemap: true,
    logLevel: 'warning',
    plugins,
    // CommonJS packages inside an ES module still call require() for Node's own modules.
    banner: {
      js: "import { createRequire as nodeCreateRequire } from 'node:module'; const require = nodeCreateRequire(import.meta.url);",
    },
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await buildApp();
