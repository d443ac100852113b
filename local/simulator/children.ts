import { guidFrom } from './random.ts';
import { isTerminal } from './store.ts';
import { isObject, objectAt } from './json.ts';
import type { Job } from './store.ts';

/** How far the children of a pipeline go with it. */
const follows: Readonly<Record<string, readonly string[]>> = {
  Running: ['Queued', 'Running'],
  Finalizing: ['Finalizing', 'Completed'],
  CancelRequested: ['CancelRequested'],
  Canceled: ['Canceled'],
  Failed: ['Failed'],
  Completed: ['Completed'],
};

/** Lets the steps of a pipeline do what it does: each node is a run of its own, made when the pipeline starts to run. */
export function advanceChildren(
  job: Job,
  now: number,
  act: { become(job: Job, status: string): void; created(job: Job): void },
): void {
  if (job.jobType !== 'Pipeline') return;
  if (job.status === 'Running' && job.children.length === 0) {
    for (const child of makeChildren(job, now)) {
      job.children.push(child);
      job.workspace.jobs.set(child.name.toLowerCase(), child);
      act.created(child);
    }
  }
  for (const child of job.children) {
    for (const status of follows[job.status] ?? []) if (!isTerminal(child)) act.become(child, status);
  }
}

function makeChildren(job: Job, now: number): Job[] {
  return Object.entries(objectAt(job.submitted, 'jobs') ?? {}).map(([node, spec]) => ({
    workspace: job.workspace,
    name: guidFrom(`${job.workspace.guid}/${job.name}/${node}`),
    jobType: isObject(spec) && spec['type'] === 'pipeline' ? 'Pipeline' : 'Command',
    submitted: { displayName: node, properties: {}, tags: {} },
    status: 'NotStarted',
    order: job.order,
    created: { at: now, by: job.created.by },
    parent: job,
    children: [],
    touched: true,
    cancelRequested: false,
    stuck: false,
  }));
}
