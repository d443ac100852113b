import { dataFlaw } from './data-flaws.ts';
import { textAt } from './json.ts';
import type { World } from './context.ts';
import type { JsonObject } from './json.ts';
import type { Job, Workspace } from './store.ts';
import type { Principal } from './tokens.ts';

/** Puts a job into its workspace and starts its life. */
export function addJob(
  world: World,
  workspace: Workspace,
  given: { name: string; properties: JsonObject; by: Principal },
): Job {
  const flaw = dataFlaw(world.store, workspace, given.properties);
  world.store.orders += 1;
  const job: Job = {
    workspace,
    name: given.name,
    jobType: textAt(given.properties, 'jobType') ?? 'Command',
    submitted: structuredClone(given.properties),
    status: 'NotStarted',
    order: world.store.orders,
    created: { at: world.clock.now(), by: given.by },
    children: [],
    touched: false,
    cancelRequested: false,
    stuck: false,
    ...(flaw === undefined ? {} : { flaw }),
  };
  workspace.jobs.set(given.name.toLowerCase(), job);
  world.lifecycle.start(job);
  return job;
}
