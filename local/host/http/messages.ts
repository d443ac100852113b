import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request whose body was read whole. */
export interface HostRequest {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HostResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array | string;
}

/** Answers a request, or leaves it to the next handler. */
export type HttpHandler = (request: HostRequest) => Promise<HostResponse | undefined>;

export function json(status: number, value: unknown, headers: Record<string, string> = {}): HostResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

export function text(status: number, body = ''): HostResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

export async function readRequest(incoming: IncomingMessage, port: number): Promise<HostRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  );
  return {
    method: incoming.method ?? 'GET',
    // Only the path counts: a request line may also carry an absolute URL.
    url: new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? `localhost:${port}`}`),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

export function writeResponse(outgoing: ServerResponse, response: HostResponse): void {
  outgoing.statusCode = response.status;
  for (const [name, value] of Object.entries(response.headers ?? {})) outgoing.setHeader(name, value);
  outgoing.end(response.body);
}
