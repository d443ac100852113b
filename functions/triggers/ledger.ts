import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { parseJobKey } from '../../shared/core/ids.ts';
import { notFound } from '../../shared/core/problem.ts';
import { isStray, switchesOf } from '../../shared/core/stray.ts';
import { jobView } from '../../shared/core/view.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { json, page, problem, withPair } from './answer.ts';

/** `?state=live|done`, `?side=primary|secondary`, `?status=` and `?stray=true|false` choose; all rows otherwise. */
export function listJobs(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const [live, done, runs] = await Promise.all([
      deps.ledger.live(pair.name),
      deps.ledger.done(pair.name),
      deps.runs.listRuns(pair.name),
    ]);
    const switches = switchesOf(runs);
    const stray = request.query.get('stray');
    const state = request.query.get('state');
    const side = request.query.get('side');
    const status = request.query.get('status')?.toLowerCase();
    const rows = [...live, ...done].filter(
      (job) =>
        (state === null || job.state === state) &&
        (side === null || job.side === side) &&
        (stray === null || String(isStray(job, switches)) === stray) &&
        (status === undefined || job.status.toLowerCase() === status),
    );
    return page(
      request,
      rows.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
      ({ key }) => key,
      (job) => jobView(job, switches),
    );
  });
}

export function getJob(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const text = request.params['job'] ?? '';
    const parsed = parseJobKey(text);
    const job = parsed === undefined ? undefined : await deps.ledger.get(pair.name, parsed.key);
    if (job !== undefined) return json(200, jobView(job, switchesOf(await deps.runs.listRuns(pair.name))));
    return problem(
      notFound(
        'JobNotFound',
        `The ledger of ${pair.name} has no job ${JSON.stringify(text)}; a job is named primary:<name> or secondary:<name>.`,
      ),
    );
  });
}
