import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { PairConfig } from '../../shared/core/config.ts';
import { invalid, notFound, problemContentType, unavailable } from '../../shared/core/problem.ts';
import type { Problem } from '../../shared/core/problem.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { findPair } from '../../shared/work/deps.ts';

export function json(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponseInit {
  return {
    status,
    body: `${JSON.stringify(body, null, 2)}\n`,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  };
}

export function problem(found: Problem): HttpResponseInit {
  return {
    status: found.status,
    body: `${JSON.stringify(found, null, 2)}\n`,
    headers: { 'content-type': problemContentType },
  };
}

/** Runs the handler with the pair that the route names, or answers 404. */
export async function withPair(
  deps: Deps,
  request: HttpRequest,
  handle: (pair: PairConfig) => Promise<HttpResponseInit>,
): Promise<HttpResponseInit> {
  const name = request.params['pair'] ?? '';
  const pair = findPair(deps.config, name);
  if (pair !== undefined) return handle(pair);
  const known = deps.config.pairs.map((candidate) => candidate.name).join(', ');
  return problem(notFound('PairNotFound', `There is no pair ${JSON.stringify(name)}; configured are: ${known}.`));
}

/** Who calls, as the platform's authentication tells it; without it, the holder of the function key. */
export function callerOf(request: HttpRequest): string {
  return request.headers.get('x-ms-client-principal-name') ?? 'operator';
}

/**
 * The request's body as JSON, or the answer that says what is wrong with it.
 * @param empty what an empty body means, where there may be none.
 */
export async function readJson(
  request: HttpRequest,
  empty?: unknown,
): Promise<{ readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly answer: HttpResponseInit }> {
  const text = await request.text();
  if (text === '' && empty !== undefined) return { ok: true, body: empty };
  try {
    return { ok: true, body: JSON.parse(text) };
  } catch {
    const detail = text === '' ? 'The body is empty; a JSON object is expected.' : 'The body is not JSON.';
    return { ok: false, answer: problem(invalid('InvalidBody', [{ pointer: '', detail }])) };
  }
}

const defaultTop = 200;
const mostTop = 1_000;

/** One page of a list: `?top=` entries behind `?after=`, with a `nextLink` where there are more. */
export function page<Row>(
  request: HttpRequest,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  viewOf: (row: Row) => unknown,
): HttpResponseInit {
  const wanted = request.query.get('top');
  const top = wanted === null ? defaultTop : Number(wanted);
  if (!Number.isInteger(top) || top < 1 || top > mostTop) {
    return problem(
      invalid('InvalidQuery', [
        { pointer: '/top', detail: `Must be a whole number from 1 to ${mostTop}, and is ${wanted}.` },
      ]),
    );
  }
  const after = request.query.get('after');
  const place = after === null ? -1 : rows.findIndex((row) => keyOf(row) === after);
  if (after !== null && place === -1) {
    return problem(
      invalid('InvalidQuery', [{ pointer: '/after', detail: 'The entry it names is gone; begin anew without it.' }]),
    );
  }
  const rest = rows.slice(place + 1);
  const value = rest.slice(0, top);
  const last = value.at(-1);
  if (last === undefined || rest.length <= top) return json(200, { value: value.map(viewOf) });
  const next = new URL(request.url);
  next.searchParams.set('after', keyOf(last));
  return json(200, { value: value.map(viewOf), nextLink: next.href });
}

/** A handler that cannot reach what it needs says so as problem details, not as an empty 500. */
export async function answering(
  deps: Deps,
  name: string,
  work: () => Promise<HttpResponseInit>,
): Promise<HttpResponseInit> {
  try {
    return await work();
  } catch (error) {
    deps.log.error('http.trouble', { function: name, message: error instanceof Error ? error.message : String(error) });
    return problem(unavailable('What this route needs did not answer; try again, and look at the log if it stays so.'));
  }
}
