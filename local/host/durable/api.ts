import { json, text, type HostRequest, type HostResponse, type HttpHandler } from '../http/messages.ts';
import type { Engine, Reached } from './engine.ts';
import { instanceStatus } from './status.ts';
import { isEnded, type Instance, type InstanceFilter, type Store } from './store.ts';

export interface DurableApiOptions {
  readonly engine: Engine;
  readonly store: Store;
  /** The name as registered, if there is such an orchestrator; letter case does not count. */
  orchestratorName(name: string): string | undefined;
  /** The `managementUrls` of the client input, with `INSTANCEID` for the id. */
  managementUrls(): Record<string, string>;
}

const BASES = ['/durabletask/', '/runtime/webhooks/durabletask/'];
const BAD_ID = /^@|[/\\#?\p{Cc}]/u;
const LONGEST_ID = 100;
const DEFAULT_PAGE = 100;

/** The durable extension's HTTP API: DurableClient calls it, and so may people. */
export function durableApi(options: DurableApiOptions): HttpHandler {
  return async (request) => {
    const base = BASES.find((each) => request.url.pathname.toLowerCase().startsWith(each));
    if (base === undefined) return undefined;
    const parts = request.url.pathname.slice(base.length).split('/').filter(Boolean).map(decodeURIComponent);
    const [area = '', first, operation, name] = parts;
    const method = request.method;
    switch (area.toLowerCase()) {
      case 'orchestrators':
        return method === 'POST' && first !== undefined ? start(options, request, first, operation) : text(404);
      case 'instances':
        if (first === undefined) return method === 'DELETE' ? purgeMany(options, request) : list(options, request);
        if (operation !== undefined) return act(options, request, first, operation.toLowerCase(), name);
        return method === 'DELETE' ? purgeOne(options, first) : status(options, request, first);
      case 'entities':
        return text(501, 'This host runs no entities.');
      default:
        return text(404);
    }
  };
}

function start(options: DurableApiOptions, request: HostRequest, name: string, id: string | undefined): HostResponse {
  const known = options.orchestratorName(name);
  if (known === undefined) {
    return text(400, `The function '${name}' doesn't exist, is disabled, or is not an orchestrator function.`);
  }
  if (id !== undefined && (BAD_ID.test(id) || id.length > LONGEST_ID)) {
    return text(400, `The instance ID '${id}' is not allowed.`);
  }
  const input = bodyJson(request);
  if (input === undefined) return text(400, 'The request body is not JSON.');
  const version = request.url.searchParams.get('version') ?? '';
  const started = options.engine.start(known, input.text, id, version);
  if (started === undefined) return text(409, `An Orchestration instance with ID ${id} already exists.`);
  const urls = managementUrls(options, started);
  return json(202, urls, { location: urls['statusQueryGetUri'] ?? '', 'retry-after': '10' });
}

function status(options: DurableApiOptions, request: HostRequest, id: string): HostResponse {
  const row = options.store.instance(id);
  if (row === undefined) return text(404);
  const query = request.url.searchParams;
  const full = instanceStatus(row, flag(query, 'showHistory', false) ? options.store.history(id) : undefined);
  const body = flag(query, 'showInput', true) ? full : { ...full, input: null };
  if (isEnded(row.status)) {
    const asError = row.status === 'Failed' && flag(query, 'returnInternalServerErrorOnFailure', false);
    return json(asError ? 500 : 200, body);
  }
  return json(202, body, { location: managementUrls(options, id)['statusQueryGetUri'] ?? '', 'retry-after': '5' });
}

function list(options: DurableApiOptions, request: HostRequest): HostResponse {
  const query = request.url.searchParams;
  const offset = Number(request.headers['x-ms-continuation-token'] ?? 0) || 0;
  const limit = Number(query.get('top') ?? DEFAULT_PAGE) || DEFAULT_PAGE;
  // One more than asked for tells whether there is another page.
  const rows = options.store.instances({ ...filterOf(query), offset, limit: limit + 1 });
  const showInput = flag(query, 'showInput', true);
  const page = rows.slice(0, limit).map((row) => {
    const full = instanceStatus(row);
    return showInput ? full : { ...full, input: null };
  });
  return json(200, page, rows.length > limit ? { 'x-ms-continuation-token': String(offset + limit) } : {});
}

function act(
  options: DurableApiOptions,
  request: HostRequest,
  id: string,
  operation: string,
  name: string | undefined,
): HostResponse {
  const { engine } = options;
  if (request.method !== 'POST') return text(405);
  switch (operation) {
    case 'raiseevent': {
      if (name === undefined) return text(404);
      if (!(request.headers['content-type'] ?? '').includes('application/json')) {
        return text(400, 'Only application/json request content is supported');
      }
      const input = bodyJson(request);
      return input === undefined
        ? text(400, 'The request body is not JSON.')
        : reached(engine.raise(id, name, input.text));
    }
    case 'terminate':
      return reached(engine.terminate(id, request.url.searchParams.get('reason') ?? ''));
    case 'suspend':
      return reached(engine.suspend(id));
    case 'resume':
      return reached(engine.resume(id));
    case 'rewind':
    case 'restart':
      return text(501, `This host cannot ${operation}.`);
    default:
      return text(404);
  }
}

function reached(what: Reached): HostResponse {
  return { status: { done: 202, unknown: 404, ended: 410 }[what] };
}

function purgeOne(options: DurableApiOptions, id: string): HostResponse {
  return options.engine.purge(id) ? json(200, { instancesDeleted: 1 }) : text(404);
}

function purgeMany(options: DurableApiOptions, request: HostRequest): HostResponse {
  const filter = filterOf(request.url.searchParams);
  if (filter.createdFrom === undefined) return text(400, 'Please provide a valid createdTimeFrom.');
  // Only what has ended can be purged by a filter.
  const rows = options.store.instances(filter).filter((row: Instance) => isEnded(row.status));
  for (const { id } of rows) options.engine.purge(id);
  return rows.length === 0 ? text(404) : json(200, { instancesDeleted: rows.length });
}

function filterOf(query: URLSearchParams): InstanceFilter {
  const time = (name: string): number | undefined => {
    const at = Date.parse(query.get(name) ?? '');
    return Number.isNaN(at) ? undefined : at;
  };
  const from = time('createdTimeFrom');
  const to = time('createdTimeTo');
  const prefix = query.get('instanceIdPrefix');
  const statuses = (query.get('runtimeStatus') ?? '').split(',').filter(Boolean);
  return {
    statuses,
    ...(from === undefined ? {} : { createdFrom: from }),
    ...(to === undefined ? {} : { createdTo: to }),
    ...(prefix === null ? {} : { idPrefix: prefix }),
  };
}

/** The body as JSON text, null when it is empty; undefined when it is no JSON. */
function bodyJson(request: HostRequest): { readonly text: string | null } | undefined {
  const body = request.body.toString('utf8').trim();
  if (body === '') return { text: null };
  try {
    JSON.parse(body);
    return { text: body };
  } catch {
    return undefined;
  }
}

function managementUrls(options: DurableApiOptions, id: string): Record<string, string> {
  const replace = (url: string): string => url.replace('INSTANCEID', encodeURIComponent(id));
  const urls = Object.entries(options.managementUrls()).map(([key, url]) => [key, replace(url)]);
  return Object.fromEntries([...urls, ['id', id]]) as Record<string, string>;
}

function flag(query: URLSearchParams, name: string, fallback: boolean): boolean {
  const value = query.get(name);
  return value === null ? fallback : value.toLowerCase() === 'true';
}
