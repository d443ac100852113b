import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { PairConfig } from '../../shared/core/config.ts';
import { conflict, invalid, notFound } from '../../shared/core/problem.ts';
import { parseRunCommand } from '../../shared/core/run-command.ts';
import { noCounts } from '../../shared/core/run.ts';
import type { Run } from '../../shared/core/run.ts';
import type { Claim } from '../../shared/core/pointer.ts';
import { itemView, runView } from '../../shared/core/view.ts';
import type { Orchestrations } from '../../shared/ports.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { pairOfRun } from '../../shared/work/deps.ts';
import { startRun as start } from '../../shared/work/start-run.ts';
import { takeOver } from '../../shared/work/take-over.ts';
import { callerOf, json, page, problem, readJson, withPair } from './answer.ts';

export function startRun(deps: Deps, request: HttpRequest, orchestrations: Orchestrations): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const read = await readJson(request);
    if (!read.ok) return read.answer;
    const parsed = parseRunCommand(read.body);
    if (parsed.kind === 'invalid') return problem(invalid(parsed.code, parsed.problems));
    const idempotencyKey = request.headers.get('idempotency-key');
    const result = await start(deps, orchestrations, {
      pair: pair.name,
      kind: parsed.command.kind,
      mode: parsed.command.mode,
      reason: { code: 'Manual', message: parsed.command.reason },
      by: callerOf(request),
      ...(idempotencyKey === null ? {} : { idempotencyKey }),
    });
    if (result.kind === 'busy') {
      return problem(
        conflict(
          'RunInProgress',
          `${result.run} of the pair ${pair.name} is ${result.claim.state}; wait for its end, or continue it with takeover if it is stalled.`,
          result.run,
        ),
      );
    }
    const { claim } = result;
    if (result.kind === 'key-reused') {
      return problem(
        conflict(
          'IdempotencyKeyReused',
          `The key was used for ${claim.order.run}, and with another body; a new request needs a new key.`,
          claim.order.run,
        ),
      );
    }
    return json(202, runView(await runOf(deps, claim), claim), {
      location: `/api/pairs/${pair.name}/runs/${claim.order.run}`,
    });
  });
}

/** The run's row, or what the claim says of it while its first step has not come yet. */
async function runOf(deps: Deps, claim: Claim): Promise<Run> {
  const found = await deps.runs.getRun(claim.order.run);
  return found?.row ?? { pair: claim.pair, order: claim.order, fence: claim.fence, state: 'claimed', counts: noCounts };
}

export function listRuns(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const [runs, { claim }] = await Promise.all([deps.runs.listRuns(pair.name), deps.pointers.read(pair.name)]);
    const unborn =
      claim !== undefined && !runs.some((run) => run.order.run === claim.order.run) ? [await runOf(deps, claim)] : [];
    return json(200, { value: [...unborn, ...runs].map((run) => runView(run, claim)) });
  });
}

export function getRun(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withRun(deps, request, (_pair, run, claim) => Promise.resolve(json(200, runView(run, claim))));
}

export function listItems(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withRun(deps, request, async (_pair, run) => {
    const items = (await deps.runs.items(run.order.run)).map(({ row }) => row);
    const outcome = request.query.get('outcome');
    const chosen = items.filter(
      ({ state }) => outcome === null || (state.kind === 'ended' && state.outcome === outcome),
    );
    return page(request, chosen, ({ rank }) => rank, itemView);
  });
}

/** Everything about a run in one document: for the report after the incident. */
export function getReport(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withRun(deps, request, async (_pair, run, claim) => {
    const items = (await deps.runs.items(run.order.run)).map(({ row }) => itemView(row));
    return json(200, { ...runView(run, claim), items });
  });
}

export function takeOverRun(
  deps: Deps,
  request: HttpRequest,
  orchestrations: Orchestrations,
): Promise<HttpResponseInit> {
  return withRun(deps, request, async (pair, run) => {
    const result = await takeOver(deps, orchestrations, pair.name, run.order.run, callerOf(request));
    if (result.kind === 'ended')
      return problem(conflict('RunEnded', `${run.order.run} has ended; there is nothing to take over.`, run.order.run));
    return json(202, runView(await runOf(deps, result.claim), result.claim), {
      location: `/api/pairs/${pair.name}/runs/${run.order.run}`,
    });
  });
}

function withRun(
  deps: Deps,
  request: HttpRequest,
  handle: (pair: PairConfig, run: Run, claim: Claim | undefined) => Promise<HttpResponseInit>,
): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const text = request.params['run'] ?? '';
    const parsed = pairOfRun(deps.config, text);
    const { claim } = await deps.pointers.read(pair.name);
    if (parsed !== undefined && parsed.pair.name === pair.name) {
      const found =
        (await deps.runs.getRun(parsed.run))?.row ??
        (claim?.order.run === parsed.run ? await runOf(deps, claim) : undefined);
      if (found !== undefined) return handle(pair, found, claim);
    }
    return problem(notFound('RunNotFound', `The pair ${pair.name} has no run ${JSON.stringify(text)}.`));
  });
}
