import type { Plugin } from 'esbuild';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { buildApp } from '../../scripts/build.ts';

const root = new URL('../..', import.meta.url).pathname;

/**
 * The app with one module replaced, as a folder that a functions host loads. It goes when the test has finished.
 * @param module path from the project's root.
 * @param source the new module, in TypeScript; its `original` is the module that it replaces.
 * @throws Error when nothing of the app imports that module: the variant would be no variant.
 */
export async function variantBundle(module: string, source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'azureml-failover-variant-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(root, module);
  let replaced = false;
  const plugin: Plugin = {
    name: 'variant',
    setup(build) {
      build.onResolve({ filter: /^original$/ }, () => ({ path, suffix: '?original' }));
      build.onLoad({ filter: /\.ts$/ }, (asked) => {
        if (asked.path !== path || asked.suffix === '?original') return undefined;
        replaced = true;
        return { contents: source, loader: 'ts', resolveDir: dirname(path) };
      });
    },
  };
  await buildApp(join(folder, 'dist/app.js'), [plugin]);
  if (!replaced) throw new Error(`the app does not import ${module}`);
  await copyFile(join(root, 'host.json'), join(folder, 'host.json'));
  await writeFile(join(folder, 'package.json'), '{"type":"module","main":"dist/app.js"}');
  return folder;
}
