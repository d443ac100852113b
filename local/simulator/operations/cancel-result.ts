import { isTerminal } from '../store.ts';
import type { Answer } from '../answer.ts';
import type { World } from '../context.ts';

/** What became of a cancel: 202 while the job still runs. Only the job's name and the region are known here. */
export function cancelResult(
  world: World,
  subscriptionId: string,
  region: string,
  operation: string,
  self: string,
): Answer {
  const name = operation.split(':').at(-1)?.toLowerCase() ?? '';
  const jobs = [...world.store.workspaces.values()]
    .filter((one) => one.region === region && one.subscriptionId.toLowerCase() === subscriptionId.toLowerCase())
    .flatMap((one) => one.jobs.get(name) ?? []);
  const isOpen = jobs.some((job) => job.cancelRequested && !isTerminal(job));
  return isOpen ? { status: 202, headers: { location: self, 'retry-after': '1' } } : { status: 200 };
}
