import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { PairConfig } from '../../shared/core/config.ts';
import { configJson } from '../../shared/core/config-json.ts';
import { forecastOf } from '../../shared/core/forecast.ts';
import { otherSide } from '../../shared/core/ids.ts';
import { invalid } from '../../shared/core/problem.ts';
import { forecastView, type ForecastView } from '../../shared/core/readiness/view.ts';
import { pairView, type PairView } from '../../shared/core/view/pair.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { json, problem, withPair } from './answer.ts';

export async function viewOf(deps: Deps, pair: PairConfig): Promise<PairView & { readonly forecast: ForecastView }> {
  const [{ active, claim }, [last], stored, brake, live, runs] = await Promise.all([
    deps.pointers.read(pair.name),
    deps.signals.decisions(pair.name, 1),
    deps.proposals.latest(pair.name),
    deps.brakes.read(pair.name),
    deps.ledger.live(pair.name),
    deps.runs.listRuns(pair.name),
  ]);
  const { selection, run } = deps.config;
  const { writesPerSecond } = run;
  const forecast = forecastOf(live, active.active, { selection, writesPerSecond }, deps.clock.now());
  return {
    ...pairView({ active, claim, last, proposal: stored?.row, brake, live, runs }),
    forecast: forecastView(forecast),
  };
}

export async function listPairs(deps: Deps): Promise<HttpResponseInit> {
  return json(200, { value: await Promise.all(deps.config.pairs.map((pair) => viewOf(deps, pair))) });
}

export function getPair(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => json(200, await viewOf(deps, pair)));
}

/** What `MLClient.from_config()` reads. A client that sends the ETag back gets 304 until the pointer moves. */
export function getConfigJson(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const role = request.query.get('role') ?? 'active';
    if (role !== 'active' && role !== 'standby') {
      return problem(
        invalid('InvalidQuery', [
          { pointer: '/role', detail: `Must be active or standby, and is ${JSON.stringify(role)}.` },
        ]),
      );
    }
    const { active } = await deps.pointers.read(pair.name);
    const side = role === 'active' ? active.active : otherSide(active.active);
    const { body, etag } = configJson(pair.workspaces[side]);
    const headers = { etag, 'cache-control': 'no-cache', 'content-type': 'application/json; charset=utf-8' };
    return request.headers.get('if-none-match') === etag ? { status: 304, headers } : { status: 200, body, headers };
  });
}
