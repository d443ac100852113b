import { readBody, send } from './listener.ts';
import { requestClass } from './throttle.ts';
import { serverFailure, tooManyRequests } from './errors-derived.ts';
import { guidFrom } from './random.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { Arrival, ArmRequest } from './arm.ts';
import type { Books, RequestEntry } from './books.ts';
import type { Clock } from './clock.ts';
import type { Fault, Faults } from './faults.ts';
import type { Throttle } from './throttle.ts';

export type Front = {
  readonly clock: Clock;
  readonly books: Books;
  readonly faults: Faults;
  readonly throttle: Throttle;
  /** The address that requests came in by, for absolute links. */
  url(): string;
  arrive(request: ArmRequest): Arrival;
};

/** Answers HTTP requests, or fails to in the way that the faults of the region ask for; each one is in the books. */
export function createHandler(front: Front): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    handle(front, request, response).catch((error: unknown) => {
      // A mistake of the simulator's own: say so loudly rather than look like an Azure outage.
      send(response, { status: 500, body: { error: { code: 'SimulatorBug', message: String(error) } } });
      console.error(error);
    });
  };
}

async function handle(front: Front, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request).catch(() => undefined);
  if (body === undefined) return;
  const url = new URL(request.url ?? '/', front.url());
  const method = request.method ?? 'GET';
  const arrival = front.arrive({ method, url, headers: singleHeaders(request), body });
  const faults = arrival.region === undefined ? [] : front.faults.forRequest(arrival.region, method);
  const fault = faults.find((each) => each.kind !== 'slow');
  const entry: RequestEntry = {
    kind: 'request',
    principal: typeof arrival.principal === 'string' ? null : arrival.principal.oid,
    method,
    path: `${url.pathname}${url.search}`,
    region: arrival.region ?? null,
    workspace: arrival.workspace?.id ?? null,
    operation: arrival.operation,
    status: null,
    ...(faults.length === 0 ? {} : { fault: faults.map((each) => each.kind).join('+') }),
    headers: Object.keys(request.headers),
  };

  if (fault?.kind === 'blackhole') return front.books.write(entry);
  if (fault?.kind === 'reset') {
    front.books.write(entry);
    request.socket.destroy();
    return;
  }
  const limits = limitHeaders(
    front,
    arrival,
    method,
    faults.find((each) => each.kind === 'throttle'),
  );
  const given = limits.refusal ?? (fault?.kind === '5xx' ? serverFailure(fault.status ?? 503) : arrival.run());
  const answer = given instanceof Promise ? await given : given;
  if (fault?.kind === 'lostAnswer') {
    front.books.write({ ...entry, committed: answer.status < 300 });
    request.socket.destroy();
    return;
  }
  if (fault?.kind === 'orphan') {
    arrival.strand();
    const timedOut = serverFailure(fault.status ?? 504);
    front.books.write({ ...entry, status: timedOut.status, committed: answer.status < 300 });
    send(response, timedOut, requestIds(front.clock.now(), url.href));
    return;
  }
  const finish = (): void => {
    // A client that has gone away gets nothing, but what it asked for has happened.
    if (response.destroyed) return front.books.write({ ...entry, committed: answer.status < 300 });
    front.books.write({ ...entry, status: answer.status });
    send(response, answer, { ...limits.headers, ...requestIds(front.clock.now(), url.href) });
  };
  const delay = slowness(faults);
  if (delay === 0) finish();
  else front.clock.after(delay, finish);
}

function slowness(faults: readonly Fault[]): number {
  return faults.reduce((total, fault) => total + (fault.kind === 'slow' ? (fault.ms ?? 0) : 0), 0);
}

/** What is left of the caller's budget at ARM, as its headers tell; exceeding it matters only under `throttle`. */
function limitHeaders(
  front: Front,
  arrival: Arrival,
  method: string,
  throttle: Fault | undefined,
): { headers: Record<string, string>; refusal?: Answer } {
  if (typeof arrival.principal === 'string' || arrival.subscriptionId === '') return { headers: {} };
  const kind = requestClass(method);
  const key = { principal: arrival.principal.oid, subscriptionId: arrival.subscriptionId, class: kind };
  const taken = front.throttle.take(key, throttle?.bucket);
  const left = throttle === undefined ? Math.max(1, taken.left) : taken.left;
  const headers = {
    [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(left),
    [`x-ms-ratelimit-remaining-subscription-global-${kind}`]: String(left * 15),
  };
  if (throttle === undefined || taken.retryAfter === undefined) return { headers };
  return { headers, refusal: tooManyRequests(kind, arrival.subscriptionId, taken.retryAfter) };
}

function requestIds(now: number, href: string): Record<string, string> {
  return { 'x-ms-request-id': guidFrom(`${now}/${href}`), 'x-ms-correlation-request-id': guidFrom(`${href}/${now}`) };
}

function singleHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
