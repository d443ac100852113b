import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { ScenarioResult } from '../../local/scenarios/result.ts';

const cli = new URL('../../local/cli.ts', import.meta.url).pathname;

/** Starts the command line as users do, in a process of its own, with a host that lets no divergence pass. */
export function spawnCli(args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, LOCAL_STRICT: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export type CliRun = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** Runs the command line to its end. */
export async function runCli(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<CliRun> {
  const child = spawnCli(args, environment);
  const { stdout: out, stderr: err } = child;
  if (out === null || err === null) throw new Error('the process has no pipes');
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [status, stdout, stderr] = await Promise.all([ended, text(out), text(err)]);
  return { status, stdout, stderr };
}

/** What `demo --json` printed. @throws Error with everything that was printed when that is no JSON object. */
export function resultOf(run: CliRun): ScenarioResult {
  try {
    return JSON.parse(run.stdout) as ScenarioResult;
  } catch {
    throw new Error(`no JSON, but status ${run.status}, stdout ${run.stdout}, stderr ${run.stderr}`);
  }
}
