import findMyWay, { type HTTPMethod } from 'find-my-way';
import type { RegisteredFunction } from '../core.ts';
import type { HttpCookie, HttpData } from '../core-types.ts';
import type { Invoker } from '../invoke.ts';
import { messageOf, type Logger } from '../log.ts';
import type { QueueOutputs } from '../triggers/queue-outputs.ts';
import type { HttpHandler, HostRequest, HostResponse } from './messages.ts';
import { routePaths } from './routes.ts';

type Wrapped = Record<string, { value: string }>;

export interface HttpFunctionsOptions {
  readonly invoker: Invoker;
  readonly logger: Logger;
  readonly routePrefix: string;
  readonly outputs: QueueOutputs;
}

/**
 * Routes requests to functions with an HTTP trigger.
 * @throws Error when two functions claim the same method and route.
 */
export function httpFunctions(functions: readonly RegisteredFunction[], options: HttpFunctionsOptions): HttpHandler {
  const router = findMyWay({ caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true });
  for (const target of functions) {
    const binding = Object.values(target.metadata.bindings).find(({ type }) => type === 'httpTrigger');
    if (binding === undefined) continue;
    const route = typeof binding['route'] === 'string' ? binding['route'] : target.metadata.name;
    const methods = (binding['methods'] ?? ['GET', 'POST']) as string[];
    for (const { path, rest } of routePaths(options.routePrefix, route)) {
      const verbs = methods.map((method) => method.toUpperCase() as HTTPMethod);
      router.on(verbs, path, () => undefined, { target, rest });
    }
  }
  return async (request) => {
    const found = router.find(request.method as HTTPMethod, request.url.pathname);
    if (found === null) return undefined;
    const { target, rest } = found.store as { target: RegisteredFunction; rest: string | undefined };
    const { '*': tail, ...params } = found.params;
    if (rest !== undefined && tail !== undefined) params[rest] = tail;
    return await call(target, request, params, options);
  };
}

async function call(
  target: RegisteredFunction,
  request: HostRequest,
  params: Record<string, string | undefined>,
  options: HttpFunctionsOptions,
): Promise<HostResponse> {
  try {
    const { response } = await options.invoker.invoke(target, { data: { http: httpData(request, params) } });
    await options.outputs.write(target, response);
    const answer = response.returnValue?.http;
    return answer === null || answer === undefined ? { status: 204 } : hostResponse(answer);
  } catch (error) {
    options.logger.fault(`Executed '${target.metadata.name}' (Failed): ${messageOf(error)}`, target.metadata.name);
    return { status: 500 };
  }
}

function httpData(request: HostRequest, params: Record<string, string | undefined>): HttpData {
  const query: Wrapped = {};
  for (const [name, value] of request.url.searchParams) {
    query[name] = { value: query[name] === undefined ? value : `${query[name].value},${value}` };
  }
  const wrap = (values: Readonly<Record<string, string | undefined>>): Wrapped =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, { value }]])),
    );
  // As in Azure, a chunked upload without a length has no body.
  const hasBody = Number(request.headers['content-length'] ?? 0) > 0;
  return {
    method: request.method,
    url: request.url.href,
    nullableHeaders: wrap(request.headers),
    nullableParams: wrap(params),
    nullableQuery: query,
    ...(hasBody ? { body: { bytes: request.body } } : {}),
  };
}

function hostResponse(answer: HttpData): HostResponse {
  const cookies = (answer.cookies ?? []).map(cookieHeader);
  const body = answer.body?.bytes ?? answer.body?.string;
  return {
    status: Number(answer.statusCode ?? 200),
    headers: { ...answer.headers, ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}) },
    ...(body === null || body === undefined ? {} : { body }),
  };
}

function cookieHeader(cookie: HttpCookie): string {
  const parts = [`${cookie.name}=${encodeURIComponent(cookie.value ?? '')}`];
  if (cookie.domain?.value !== undefined) parts.push(`Domain=${cookie.domain.value}`);
  if (cookie.path?.value !== undefined) parts.push(`Path=${cookie.path.value}`);
  if (cookie.maxAge?.value !== undefined) parts.push(`Max-Age=${cookie.maxAge.value}`);
  if (cookie.secure?.value === true) parts.push('Secure');
  if (cookie.httpOnly?.value === true) parts.push('HttpOnly');
  // The library calls "not set" `none`, and the value None `explicitNone`.
  const sameSite = { lax: 'Lax', strict: 'Strict', explicitNone: 'None' }[cookie.sameSite ?? ''];
  if (sameSite !== undefined) parts.push(`SameSite=${sameSite}`);
  return parts.join('; ');
}
