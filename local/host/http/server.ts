import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, type Logger } from '../log.ts';
import { readRequest, text, writeResponse, type HttpHandler } from './messages.ts';

export interface HttpServer {
  readonly port: number;
  /** Takes no more requests, and waits up to `graceMs` for those under way. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Serves on localhost with the first handler that answers. No function key is ever asked for, whatever `authLevel` a
 * function has: Core Tools does the same, and the host is reachable from this machine alone.
 * @param port 0 for any free one.
 */
export async function serve(port: number, handlers: readonly HttpHandler[], logger: Logger): Promise<HttpServer> {
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    try {
      const request = await readRequest(incoming, bound());
      for (const handler of handlers) {
        const response = await handler(request);
        if (response !== undefined) return writeResponse(outgoing, response);
      }
      writeResponse(outgoing, text(404));
    } catch (error) {
      logger.fault(`${incoming.method} ${incoming.url}: ${messageOf(error)}`);
      if (!outgoing.headersSent) writeResponse(outgoing, text(500));
      else outgoing.destroy();
    }
  };
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  const bound = (): number => (server.address() as AddressInfo).port;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: bound(),
    async stop(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}
