import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Waits for the end of its parent, lets the parent's children go first, and removes the folder. */
const program = `
const { rm } = require('node:fs/promises');
const folder = process.argv[1];
process.stdin.resume().on('error', () => {}).on('close', async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }).catch(() => {});
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
`;

/**
 * Makes a temporary folder that vanishes with this process, even when that is killed with SIGKILL: a process of its own
 * waits for our end.
 */
export async function makeTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'azureml-failover-'));
  const child = spawn(process.execPath, ['-e', program, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.unref();
  // The pipe is held open by our life alone; it must not keep us alive in turn.
  if (child.stdin instanceof Socket) child.stdin.unref();
  return folder;
}
