import { Agent, request as send } from 'node:https';
import { storageAudience } from './tokens.ts';
import { refuseCopy, rewriteCopy } from './storage-copy.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Books, RequestEntry } from './books.ts';
import type { Clock } from './clock.ts';
import type { DataStorage } from './data-storage.ts';
import type { CopyRules, StorageRefusal } from './storage-copy.ts';
import type { Tokens } from './tokens.ts';

export type StorageFront = CopyRules & {
  readonly storage: DataStorage;
  /** PEM of what the blob service listens with. */
  readonly certificate: string;
  readonly clock: Clock;
  readonly books: Books;
};

/**
 * What stands before the blob service: it passes requests on as they are, or fails to where the region of their account
 * does. It also does what the blob service of this machine lacks: a copy from another account with a bearer token.
 */
export function createStorageFront(front: StorageFront): (request: IncomingMessage, response: ServerResponse) => void {
  const agent = new Agent({ keepAlive: true, ca: front.certificate });
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'https://localhost');
    const account = (url.pathname.split('/')[1] ?? '').toLowerCase();
    const region = front.regionOf(account);
    const copySource = request.headers['x-ms-copy-source']?.toString();
    const method = request.method ?? 'GET';
    const faults = region === undefined ? [] : front.faults.forRequest(region, method, 'storage');
    const fault = faults.find(({ kind }) => kind !== 'slow');
    const entry: RequestEntry = {
      kind: 'request',
      principal: principalOf(front.tokens, request),
      method,
      path: `${url.pathname}${visibleQuery(url)}`,
      region: region ?? null,
      workspace: null,
      operation: copySource === undefined ? `storage/${method === 'PUT' ? 'write' : 'read'}` : 'storage/copy',
      status: null,
      ...(faults.length === 0 ? {} : { fault: faults.map(({ kind }) => kind).join('+') }),
      headers: Object.keys(request.headers),
    };
    if (fault?.kind === 'blackhole') return front.books.write(entry);
    const cut = (): void => {
      front.books.write(entry);
      request.socket.destroy();
    };
    if (fault?.kind === 'reset') return cut();
    const refusal =
      fault?.kind === '5xx'
        ? { status: fault.status ?? 503, code: 'ServerBusy', message: 'The server is busy.' }
        : refuseCopy(front, account, copySource, request.headers['x-ms-copy-source-authorization']?.toString());
    if (refusal !== undefined) {
      front.books.write({ ...entry, status: refusal.status });
      request.resume();
      return refuse(response, refusal);
    }
    const headers = { ...request.headers, ...rewriteCopy(front.storage, account, copySource) };
    delete headers['host'];
    delete headers['x-ms-copy-source-authorization'];
    const onward = send(`${front.storage.blobUrl}${request.url}`, { method, headers, agent }, (answer) => {
      const finish = (): void => {
        if (fault?.kind === 'lostAnswer') return cut();
        front.books.write({ ...entry, status: answer.statusCode ?? null });
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      };
      const delay = faults.reduce((total, { kind, ms }) => total + (kind === 'slow' ? (ms ?? 0) : 0), 0);
      if (delay === 0) finish();
      else front.clock.after(delay, finish);
    });
    onward.once('error', cut);
    request.pipe(onward);
  };
}

/** An error as the blob service words it. */
function refuse(response: ServerResponse, { status, code, message }: StorageRefusal): void {
  const text = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(text),
    'x-ms-error-code': code,
  });
  response.end(text);
}

/** Signatures are secret, and so are no part of the books. */
function visibleQuery(url: URL): string {
  const kept = ['restype', 'comp', 'prefix'].flatMap((key) => {
    const value = url.searchParams.get(key);
    return value === null ? [] : [`${key}=${value}`];
  });
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

function principalOf(tokens: Tokens, request: IncomingMessage): string | null {
  const found = tokens.check(request.headers.authorization, [storageAudience]);
  return typeof found === 'string' ? null : found.oid;
}
