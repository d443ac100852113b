import { objectAt } from './json.ts';
import type { JobEntry } from './books.ts';
import type { StatusChange } from './lifecycle.ts';
import type { Job } from './store.ts';

/** What the books keep of a change of a job's status. */
export function jobEntry(job: Job, change: StatusChange): JobEntry {
  return {
    kind: 'job',
    workspace: job.workspace.id,
    region: job.workspace.region,
    job: job.name,
    jobType: job.jobType,
    status: job.status,
    previous: change.previous,
    root: job.parent === undefined,
    ...(job.parent === undefined ? {} : { parent: job.parent.name }),
    ...(change.cause === undefined ? {} : { cause: change.cause }),
    ...(job.status === 'Failed' && job.flaw !== undefined ? { flaw: job.flaw } : {}),
    cancelRequested: job.cancelRequested,
    properties: { ...objectAt(job.submitted, 'properties') },
    tags: { ...objectAt(job.submitted, 'tags') },
  };
}
