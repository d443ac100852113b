import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { spawnHost, type SpawnedHost } from './support/spawned.ts';

let data: string;
let host: SpawnedHost | undefined;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'host-process-'));
});
afterEach(async () => {
  host?.child.kill('SIGKILL');
  await rm(data, { recursive: true, force: true });
});

test('the process says ready in one line, answers, and stops on SIGTERM with status 0', async () => {
  host = await spawnHost(data);
  expect(host.pid).toBe(host.child.pid);
  expect(host.functions).toBeGreaterThan(5);
  const response = await fetch(`${host.url}/admin/host/status`);
  expect(await response.json()).toMatchObject({ state: 'Running' });
  host.child.kill('SIGTERM');
  expect(await host.ended).toBe(0);
});

test('with --exit-with-parent the process ends when its stdin does', async () => {
  host = await spawnHost(data, ['--exit-with-parent']);
  host.child.stdin?.end();
  expect(await host.ended).toBe(0);
});

test('an entry point that throws is fatal, with its message on stderr', async () => {
  await writeFile(join(data, 'package.json'), '{"type":"module","main":"broken.js"}');
  await writeFile(join(data, 'broken.js'), "throw new Error('no configuration');");
  await expect(spawnHost(data, [], data)).rejects.toThrow(/ended with 1: .*no configuration/s);
});
