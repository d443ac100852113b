import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './answer.ts';

export type Listener = { readonly url: string; close(): Promise<void> };

/** Listens on a free port of this machine; closing ends every connection, answered or not. */
export async function listen(handler: RequestListener, certificate?: { key: string; cert: string }): Promise<Listener> {
  const server = certificate === undefined ? createPlain(handler) : createSecure(certificate, handler);
  // A request that is never answered must stay open for as long as its sender waits.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, 'localhost', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** Sends an answer; without a body it says Content-Length: 0, as Azure does. */
export function send(response: ServerResponse, answer: Answer, headers: Record<string, string> = {}): void {
  if (response.destroyed || response.headersSent) return;
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  const type = answer.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(answer.status, {
    ...type,
    'content-length': Buffer.byteLength(text),
    ...headers,
    ...answer.headers,
  });
  response.end(text);
}
