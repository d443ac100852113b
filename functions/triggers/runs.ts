import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { PairConfig } from '../../shared/core/config.ts';
import { conflict, invalid, notFound, preconditionFailed } from '../../shared/core/problem.ts';
import { copiesFailedLater as failedLater } from '../../shared/core/copy-watch.ts';
import { asItStands } from '../../shared/core/item-trouble.ts';
import { parseRetryCommand, parseRunCommand } from '../../shared/core/run-command.ts';
import { noCounts } from '../../shared/core/run.ts';
import type { Run } from '../../shared/core/run.ts';
import type { Claim } from '../../shared/core/pointer.ts';
import { itemView, runView } from '../../shared/core/view.ts';
import type { Orchestrations } from '../../shared/ports.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { pairOfRun } from '../../shared/work/deps.ts';
import { cancelRun as cancel } from '../../shared/work/cancel-run.ts';
import { retryRun as retry } from '../../shared/work/retry-run.ts';
import { startRun as start } from '../../shared/work/start-run.ts';
import type { StartResult } from '../../shared/work/start-run.ts';
import { takeOver } from '../../shared/work/take-over.ts';
import { callerOf, json, page, problem, readJson, withPair } from './answer.ts';

export function startRun(deps: Deps, request: HttpRequest, orchestrations: Orchestrations): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const read = await readJson(request);
    if (!read.ok) return read.answer;
    const parsed = parseRunCommand(read.body);
    if (parsed.kind === 'invalid') return problem(invalid(parsed.code, parsed.problems));
    const { reason, ...wish } = parsed.command;
    const result = await start(deps, orchestrations, {
      ...wish,
      pair: pair.name,
      reason: { code: 'Manual', message: reason },
      ...askerOf(request),
    });
    return answerOf(deps, pair, result);
  });
}

export function retryRun(deps: Deps, request: HttpRequest, orchestrations: Orchestrations): Promise<HttpResponseInit> {
  return withRun(deps, request, async (pair, run) => {
    const read = await readJson(request, {});
    if (!read.ok) return read.answer;
    const parsed = parseRetryCommand(read.body);
    if (parsed.kind === 'invalid') return problem(invalid('InvalidBody', parsed.problems));
    const result = await retry(deps, orchestrations, run, parsed.command, askerOf(request));
    const { run: id } = run.order;
    switch (result.kind) {
      case 'open':
        return problem(conflict('RunInProgress', `${id} has not ended; there is nothing to retry yet.`, id));
      case 'nothing':
        return problem(
          conflict('NothingToRetry', `${id} has no blocked, failed or left item among those asked for.`, id),
        );
      default:
        return answerOf(deps, pair, result);
    }
  });
}

/** Who asks, and under which key. */
function askerOf(request: HttpRequest): { readonly by: string; readonly idempotencyKey?: string } {
  const key = request.headers.get('idempotency-key');
  return { by: callerOf(request), ...(key === null ? {} : { idempotencyKey: key }) };
}

async function answerOf(deps: Deps, pair: PairConfig, result: StartResult): Promise<HttpResponseInit> {
  switch (result.kind) {
    case 'busy':
      return problem(
        conflict(
          'RunInProgress',
          `${result.run} of the pair ${pair.name} is ${result.claim.state}; wait for its end, or continue it with takeover if it is stalled.`,
          result.run,
        ),
      );
    case 'key-reused':
      return problem(
        conflict(
          'IdempotencyKeyReused',
          `The key was used for ${result.run}, and with another body; a new request needs a new key.`,
          result.run,
        ),
      );
    case 'not-away':
      return problem(conflict('NothingToFailBack', `The primary workspace of ${pair.name} is the active one.`));
    case 'refused':
      return problem(preconditionFailed(result.reasons));
    case 'started':
      return accepted(pair, await runOf(deps, result.claim), result.claim);
    case 'same': {
      const [found, { claim }] = await Promise.all([deps.runs.getRun(result.run), deps.pointers.read(pair.name)]);
      const run = found?.row ?? (claim?.order.run === result.run ? await runOf(deps, claim) : undefined);
      if (run === undefined) throw new Error(`the run ${result.run} has neither a row nor a claim`);
      return accepted(pair, run, claim);
    }
  }
}

function accepted(pair: PairConfig, run: Run, claim: Claim | undefined): HttpResponseInit {
  return json(202, runView(run, claim), { location: `/api/pairs/${pair.name}/runs/${run.order.run}` });
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
    const items = (await deps.runs.items(run.order.run)).map((found) => asItStands(found, run));
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
    const items = (await deps.runs.items(run.order.run)).map((found) => asItStands(found, run));
    const copiesFailedLater = failedLater(items).map(({ job }) => job);
    return json(200, { ...runView(run, claim), copiesFailedLater, items: items.map(itemView) });
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
    return accepted(pair, await runOf(deps, result.claim), result.claim);
  });
}

export function cancelRun(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withRun(deps, request, async (pair, run) => {
    const result = await cancel(deps, pair.name, run.order.run, callerOf(request));
    if (result.kind === 'ended')
      return problem(conflict('RunEnded', `${run.order.run} has ended; there is nothing to cancel.`, run.order.run));
    return accepted(pair, await runOf(deps, result.claim), result.claim);
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
