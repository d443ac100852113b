import { build } from 'esbuild';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { appDirectory, eventually } from './support/hosts.ts';
import { spawnHost } from './support/spawned.ts';

test('an app bundled into one ES module, with the core left out, runs like its sources', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'host-bundle-'));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  await build({
    entryPoints: [join(appDirectory, 'main.ts')],
    outfile: join(folder, 'app.js'),
    ...{ bundle: true, platform: 'node', format: 'esm', external: ['@azure/functions-core'] },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  await copyFile(join(appDirectory, 'host.json'), join(folder, 'host.json'));
  await writeFile(join(folder, 'package.json'), '{"type":"module","main":"app.js"}');
  const host = await spawnHost(folder, [], folder);
  onTestFinished(() => void host.child.kill('SIGKILL'));
  await fetch(`${host.url}/durabletask/orchestrators/fanOut/b`, { method: 'POST', body: '{"count":10,"ms":0}' });
  const status = await eventually(
    async () =>
      (await (await fetch(`${host.url}/durabletask/instances/b`)).json()) as { runtimeStatus: string; output: unknown },
    ({ runtimeStatus }) => runtimeStatus === 'Completed',
  );
  expect(status.output).toBe(90);
});
