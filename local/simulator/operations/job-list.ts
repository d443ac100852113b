import { ok } from '../answer.ts';
import { jobView } from '../job-view.ts';
import { objectAt } from '../json.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Job } from '../store.ts';

/** The jobs of a workspace, newest first, page by page. There is no filter by status or time: Azure has none. */
export function listJobs(call: Call): Answer {
  const query = call.url.searchParams;
  const before = readSkip(query.get('$skip'));
  const matching = [...call.workspace.jobs.values()]
    .filter((job) => job.parent === undefined && job.order < before && matches(job, query))
    .toSorted((one, other) => other.order - one.order);
  const page = matching.slice(0, call.world.pageSize);
  const last = page.at(-1);
  const body: JsonObject = { value: page.map(jobView) };
  if (last !== undefined && matching.length > page.length) body['nextLink'] = nextLink(call.url, last);
  return ok(body);
}

function matches(job: Job, query: URLSearchParams): boolean {
  const isArchived = job.submitted['isArchived'] === true;
  const view = query.get('listViewType')?.toLowerCase() ?? 'activeonly';
  if (view === 'activeonly' && isArchived) return false;
  if (view === 'archivedonly' && !isArchived) return false;
  const jobType = query.get('jobType');
  if (jobType !== null && jobType.toLowerCase() !== job.jobType.toLowerCase()) return false;
  const tag = query.get('tag');
  if (tag !== null && !(tag in (objectAt(job.submitted, 'tags') ?? {}))) return false;
  return matchesProperties(job, query.get('properties'));
}

/** `prop1,prop2=value2`: all of them. */
function matchesProperties(job: Job, filter: string | null): boolean {
  if (filter === null || filter === '') return true;
  const properties = objectAt(job.submitted, 'properties') ?? {};
  return filter.split(',').every((each) => {
    const [key = '', value] = each.split('=');
    return key in properties && (value === undefined || properties[key] === value);
  });
}

/** Where the next page goes on: after this job, so that jobs created meanwhile neither shift nor repeat anything. */
function nextLink(url: URL, last: Job): string {
  const next = new URL(url);
  next.searchParams.set('$skip', Buffer.from(`before:${last.order}`).toString('base64url'));
  return next.href;
}

function readSkip(token: string | null): number {
  if (token === null) return Number.POSITIVE_INFINITY;
  const order = Number(/^before:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1] ?? Number.NaN);
  return Number.isNaN(order) ? Number.POSITIVE_INFINITY : order;
}
