import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { parsePause, parseWord } from '../../shared/core/operator-command.ts';
import { conflict, invalid, notFound } from '../../shared/core/problem.ts';
import { formatInstant } from '../../shared/core/time.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { acknowledgeRun, pauseAutomation, resumeAutomation, sayWord } from '../../shared/work/operator.ts';
import { callerOf, json, problem, readJson, withPair } from './answer.ts';
import { viewOf } from './pairs.ts';

/** Answers with the pair as it is then. */
export function pausePair(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const read = await readJson(request);
    if (!read.ok) return read.answer;
    const parsed = parsePause(read.body);
    if (parsed.kind === 'invalid') return problem(invalid('InvalidBody', parsed.problems));
    await pauseAutomation(deps, pair, callerOf(request), parsed.command.reason);
    return json(200, await viewOf(deps, pair));
  });
}

export function resumePair(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    await resumeAutomation(deps, pair, callerOf(request));
    return json(200, await viewOf(deps, pair));
  });
}

export function acknowledgePair(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const result = await acknowledgeRun(deps, pair, callerOf(request));
    switch (result.kind) {
      case 'acknowledged':
        return json(200, await viewOf(deps, pair));
      case 'busy':
        return problem(
          conflict('RunInProgress', `${result.run} has not ended; acknowledge it when it has.`, result.run),
        );
      case 'no-run':
        return problem(notFound('RunNotFound', `The pair ${pair.name} has had no run that could be acknowledged.`));
    }
  });
}

/** A person's word on a workspace, as evidence beside all other. */
export function saySignal(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const read = await readJson(request);
    if (!read.ok) return read.answer;
    const parsed = parseWord(read.body);
    if (parsed.kind === 'invalid') return problem(invalid('InvalidBody', parsed.problems));
    const { side, source, state, title, receivedAt } = await sayWord(deps, pair, callerOf(request), parsed.command);
    return json(202, { side, source, state, title, receivedAt: formatInstant(receivedAt) });
  });
}
