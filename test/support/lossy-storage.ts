import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { StorageOptions } from '../../shared/adapters/table-client.ts';

export type Lossy = {
  readonly options: StorageOptions;
  /** How many answers were lost. */
  readonly lost: () => number;
};

/**
 * The same tables behind a line that loses answers: a write that it is about is carried out, and whoever sent it hears of a
 * server error. Those who ask again, as the SDK does, meet their own write.
 */
export async function lossy(options: StorageOptions, loses: (write: IncomingMessage) => boolean): Promise<Lossy> {
  const { access } = options;
  if (access.kind !== 'connectionString') throw new Error('tests use a connection string');
  const [, endpoint = ''] = /TableEndpoint=([^;]+)/.exec(access.value) ?? [];
  const { hostname, port, pathname } = new URL(endpoint);
  let lost = 0;
  const forward = (from: IncomingMessage, to: ServerResponse): void => {
    const { method, url: path, headers } = from;
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      const failed = method !== 'GET' && (answer.statusCode ?? 500) < 300 && loses(from);
      if (!failed) {
        to.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(to);
        return;
      }
      lost += 1;
      answer.resume();
      to.writeHead(500).end();
    });
    passed.on('error', () => to.destroy());
    from.pipe(passed);
  };
  const server = createServer(forward);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const value = access.value.replace(endpoint, `http://127.0.0.1:${address.port}${pathname}`);
  return { options: { ...options, access: { kind: 'connectionString', value } }, lost: () => lost };
}
