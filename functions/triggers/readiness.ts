import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { notFound } from '../../shared/core/problem.ts';
import { readinessView } from '../../shared/core/readiness/view.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { json, problem, withPair } from './answer.ts';

/** The last look at the standby, check by check, with its age: nobody is asked for the sake of a caller. */
export function getReadiness(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const found = await deps.readiness.get(pair.name);
    if (found === undefined)
      return problem(
        notFound('NotLookedAt', 'Nobody has looked at the standby of this pair yet: the timer `readiness` will.'),
      );
    return json(200, readinessView(found.row, deps.clock.now()));
  });
}
